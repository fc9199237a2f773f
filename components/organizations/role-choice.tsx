"use client";
import { useId } from "react";
import { Select } from "@/components/ui/select";
import { isRole, type Role, roleLabelOf } from "@/lib/access/catalogue";
import type { Member } from "@/lib/features/organizations/members-contract";
import { roleOptions } from "./role-options";

/** Shows a member's role; what cannot be chosen says why. */
export function RoleChoice({ member, onRole }: { member: Member; onRole: (member: Member, role: Role) => void }) {
  const reasonId = useId();
  const { roles, role_reason } = member.options;
  return (
    <span className="flex flex-col gap-1 max-sm:items-end">
      {roles.length <= 1 ? (
        roleLabelOf(member.role)
      ) : (
        <Select
          className="w-36"
          aria-label={`Role of ${member.name}`}
          {...(role_reason ? { "aria-describedby": reasonId } : {})}
          value={member.role}
          onValueChange={(value) => isRole(value) && value !== member.role && onRole(member, value)}
          options={roleOptions((id) => roles.includes(id))}
        />
      )}
      {role_reason && (
        <span id={reasonId} className="max-w-56 text-xs text-balance text-muted">
          {role_reason}
        </span>
      )}
    </span>
  );
}
