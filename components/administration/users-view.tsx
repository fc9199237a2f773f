"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/list-frame";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { utcDay } from "@/components/ui/utc-date";
import { type AdminUser, dashboardUserContracts } from "@/lib/features/administration/user-contract";
import { call } from "@/lib/http/call";
import { adminKeys, userFilters, userList } from "./administration-lists";

const roles = [
  { value: "", label: "Everybody" },
  { value: "true", label: "Administrators" },
  { value: "false", label: "Others" },
];

const columns: readonly Column<AdminUser, { ownId: string; onChange: (user: AdminUser) => void }>[] = [
  {
    label: "User",
    as: "title",
    cell: (user, { ownId }) => (
      <>
        <span className="block truncate font-medium">
          {user.name} {user.id === ownId && <span className="font-normal text-muted">(you)</span>}
        </span>
        <span className="block truncate text-xs text-muted">
          {user.email} {user.email_verified ? "" : "· not verified"}
        </span>
      </>
    ),
  },
  {
    label: "Role",
    cell: ({ instance_admin }) =>
      instance_admin ? <Badge tone="accent">Administrator</Badge> : <span className="text-muted">User</span>,
  },
  { label: "Organizations", align: "right", cell: ({ organizations }) => organizations },
  {
    label: "Registered",
    from: "lg",
    className: "text-muted sm:whitespace-nowrap",
    cell: ({ created_at }) => utcDay(created_at),
  },
  {
    label: "Actions",
    as: "button",
    cell: (user, { onChange }) => (
      <Button size="sm" className="max-sm:w-full" onClick={() => onChange(user)}>
        {user.instance_admin ? "Remove administrator" : "Make administrator"}
      </Button>
    ),
  },
];

/** Every user of the deployment, and who administers it. */
export function UsersView({ ownId }: { ownId: string }) {
  const address = useAddress(userFilters);
  const list = useList(userList(address.values));
  const [target, setTarget] = useState<AdminUser | null>(null);
  return (
    <>
      <TableList
        list={list}
        nouns={["user", "users"]}
        columns={columns}
        rowKey={({ id }) => id}
        context={{ ownId, onChange: setTarget }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "search", name: "search", label: "Search users", placeholder: "Name, email or id" },
              { as: "select", name: "admins", label: "Role", options: roles },
            ]}
          />
        }
        empty={{ icon: <Users />, title: "No users", body: "Who registers here is listed." }}
      />
      {target && <AdminDialog user={target} isOwn={target.id === ownId} onClose={() => setTarget(null)} />}
    </>
  );
}

function AdminDialog({ user, isOwn, onClose }: { user: AdminUser; isOwn: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const wanted = !user.instance_admin;
  return (
    <ConfirmDialog
      title={wanted ? `Make ${user.name} an administrator?` : `Remove ${user.name} as administrator?`}
      confirmLabel={wanted ? "Make administrator" : "Remove administrator"}
      danger={!wanted}
      action={() => call(dashboardUserContracts.change, { params: { id: user.id }, body: { instance_admin: wanted } })}
      saved={() => ({
        title: wanted ? `${user.name} administers this deployment` : `${user.name} is no administrator any more`,
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
