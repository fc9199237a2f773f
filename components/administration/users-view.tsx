"use client";
import { Users } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { DayTime } from "@/components/ui/day-time";
import { FilterBar } from "@/components/ui/filter-bar";
import { NameCell } from "@/components/ui/name-cell";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { AdminUser } from "@/lib/features/administration/user-contract";
import { AdminDialog } from "./admin-dialog";
import { userFilters, userList } from "./administration-lists";

const roles = [
  { value: "", label: "Everybody" },
  { value: "true", label: "Administrators" },
  { value: "false", label: "Others" },
];

const states = [
  { value: "", label: "Every state" },
  { value: "false", label: "Active" },
  { value: "true", label: "Suspended" },
];

const columns: readonly Column<AdminUser, { ownId: string; onChange: (user: AdminUser) => void }>[] = [
  {
    label: "User",
    as: "title",
    cell: (user, { ownId }) => (
      <NameCell
        name={user.id === ownId ? `${user.name} (you)` : user.name}
        href={`/dashboard/admin/users/${encodeURIComponent(user.id)}`}
        note={user.email_verified ? user.email : `${user.email} · not verified`}
      />
    ),
  },
  {
    label: "Role",
    cell: ({ instance_admin, suspended_at }) => (
      <span className="flex flex-wrap gap-1.5 max-sm:justify-end">
        {instance_admin ? <Badge tone="accent">Administrator</Badge> : <span className="text-muted">User</span>}
        {suspended_at !== null && <Badge tone="danger">Suspended</Badge>}
      </span>
    ),
  },
  { label: "Organizations", align: "right", cell: ({ organizations }) => organizations },
  {
    label: "Registered",
    from: "lg",
    className: "text-muted sm:whitespace-nowrap",
    cell: ({ created_at }) => <DayTime at={created_at} />,
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
              { as: "select", name: "suspended", label: "State", options: states },
            ]}
          />
        }
        empty={{ icon: <Users />, title: "No users", body: "Who registers here is listed." }}
      />
      {target && <AdminDialog user={target} isOwn={target.id === ownId} onClose={() => setTarget(null)} />}
    </>
  );
}
