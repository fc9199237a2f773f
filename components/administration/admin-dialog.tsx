"use client";
import { useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type AdminUser, dashboardUserContracts } from "@/lib/features/administration/user-contract";
import { call } from "@/lib/http/call";
import { adminKeys } from "./administration-lists";

/** Asks before a user becomes an administrator of the deployment, or none any more. */
export function AdminDialog({ user, isOwn, onClose }: { user: AdminUser; isOwn: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const wanted = !user.instance_admin;
  return (
    <ConfirmDialog
      title={wanted ? `Make “${user.name}” an administrator?` : `Remove “${user.name}” as administrator?`}
      confirmLabel={wanted ? "Make administrator" : "Remove administrator"}
      danger={!wanted}
      action={() => call(dashboardUserContracts.change, { params: { id: user.id }, body: { instance_admin: wanted } })}
      saved={() => ({
        title: wanted ? `“${user.name}” administers this deployment` : `“${user.name}” is no administrator any more`,
      })}
      refresh={() => (isOwn ? undefined : client.invalidateQueries({ queryKey: adminKeys }))}
      onClose={(done) => {
        if (done && isOwn) window.location.assign("/dashboard");
        onClose();
      }}
    >
      <p>
        {wanted
          ? `${user.email} will see every organization and user of this deployment, set plans and limits, read outgoing mail and name other administrators.`
          : `${isOwn ? "You" : user.email} will no longer see or change what belongs to others. Their own organizations stay as they are. Keys of trusted services that they made or rotated last are suspended until another administrator rotates them.`}
      </p>
    </ConfirmDialog>
  );
}
