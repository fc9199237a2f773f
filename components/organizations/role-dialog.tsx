"use client";
import { useState } from "react";
import { roles } from "@/access.config";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { type Role, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import type { Member } from "@/lib/features/organizations/members-contract";
import { call } from "@/lib/http/call";
import { keysBeyond } from "./access-summary";
import { useMember, useRefreshOrganization } from "./use-organization";

/** Asks once before a role changes; a lower one says which keys reach further than it. */
export function RoleDialog({ member, role, onClose }: { member: Member; role: Role; onClose: () => void }) {
  const [revoking, setRevoking] = useState(false);
  const lowered = roleReaches(member.role, role);
  const detail = useMember(member.user_id, lowered);
  // Owners and admins reach the same scopes.
  const access = role === "member" ? detail.data?.access : undefined;
  const keys = access ? keysBeyond(access) : [];
  return (
    <ConfirmDialog
      title={`Make ${member.name} ${roleLabelOf(role)}?`}
      confirmLabel="Change role"
      ready={!lowered || !detail.isPending}
      action={() =>
        call(contracts.changeRole, {
          params: { user_id: member.user_id },
          body: { role, keys: revoking ? "revoke" : "keep" },
        })
      }
      saved={() => ({ title: `${member.name} is now ${roleLabelOf(role)}` })}
      refresh={useRefreshOrganization()}
      onClose={(done) => {
        onClose();
        // The pages' offers depend on the reader's own role.
        if (done && member.you) window.location.reload();
      }}
    >
      <p>
        {roleLabelOf(member.role)} → <strong className="text-foreground">{roleLabelOf(role)}</strong>, from the next
        request on. {roles.find(({ id }) => id === role)?.summary}
      </p>
      {member.you && <p>This is your own role. You cannot raise it again yourself.</p>}
      {lowered && detail.isError && <FormAlert>Their keys could not be read. {failureText(detail.error)}</FormAlert>}
      {keys.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
      {keys.length > 0 && (
        <Checkbox checked={revoking} onCheckedChange={setRevoking} label="Revoke the keys that reach further" />
      )}
    </ConfirmDialog>
  );
}
