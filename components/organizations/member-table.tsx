"use client";
import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { exactText } from "@/components/ui/relative-time-text";
import { Select } from "@/components/ui/select";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { Tooltip } from "@/components/ui/tooltip";
import { utcDay } from "@/components/ui/utc-date";
import { isRole, type Role, roleIds, roleLabelOf } from "@/lib/access/catalogue";
import type { Member } from "@/lib/features/organizations/contract";

type Props = {
  members: readonly Member[];
  onRole: (member: Member, role: Role) => void;
  onRemove: (member: Member) => void;
};

export function MemberTable({ members, onRole, onRemove }: Props) {
  return (
    <Table aria-label="Members">
      <THead>
        <tr>
          <TH>Name</TH>
          <TH>Role</TH>
          <TH className="sm:max-md:hidden">Joined</TH>
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {members.map((member) => (
          <TR key={member.user_id}>
            <TD className="max-w-72">
              <span className="flex items-center gap-2">
                <span className="truncate font-medium" title={member.name}>
                  {member.name}
                </span>
                {member.you && <Badge tone="neutral">You</Badge>}
              </span>
              <span className="block truncate text-xs text-muted">{member.email}</span>
            </TD>
            <TD label="Role">
              <RoleChoice member={member} onRole={onRole} />
            </TD>
            <TD label="Joined" className="sm:max-md:hidden sm:whitespace-nowrap">
              <time dateTime={member.joined_at} title={exactText(Date.parse(member.joined_at))}>
                {utcDay(member.joined_at)}
              </time>
            </TD>
            <TD className="max-sm:pt-2 sm:w-px">
              <RemoveButton member={member} onRemove={onRemove} />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

/** Shows the role; what cannot be chosen says why. */
function RoleChoice({ member, onRole }: Pick<Props, "onRole"> & { member: Member }) {
  const reasonId = useId();
  const { roles, role_reason } = member.options;
  if (roles.length <= 1) {
    return (
      <span className="flex flex-col max-sm:items-end">
        {roleLabelOf(member.role)}
        {role_reason && <span className="max-w-56 text-xs text-balance text-muted">{role_reason}</span>}
      </span>
    );
  }
  return (
    <Select
      className="w-36"
      aria-label={`Role of ${member.name}`}
      {...(role_reason ? { "aria-describedby": reasonId } : {})}
      value={member.role}
      onValueChange={(value) => isRole(value) && value !== member.role && onRole(member, value)}
      options={roleIds.map((id) => ({ value: id, label: roleLabelOf(id), disabled: !roles.includes(id) }))}
    />
  );
}

function RemoveButton({ member, onRemove }: Pick<Props, "onRemove"> & { member: Member }) {
  const { remove, remove_reason } = member.options;
  const button = (
    <Button
      size="sm"
      aria-label={`Remove ${member.name}`}
      aria-disabled={!remove || undefined}
      onClick={() => remove && onRemove(member)}
      className="max-sm:w-full"
    >
      Remove
    </Button>
  );
  return remove || !remove_reason ? button : <Tooltip content={remove_reason}>{button}</Tooltip>;
}
