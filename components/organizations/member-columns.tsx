import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { DayTime } from "@/components/ui/day-time";
import { Tooltip } from "@/components/ui/tooltip";
import type { Role } from "@/lib/access/catalogue";
import type { Member } from "@/lib/features/organizations/members-contract";
import { RoleChoice } from "./role-choice";

type Context = { onRole: (member: Member, role: Role) => void; onRemove: (member: Member) => void };

export const memberColumns: readonly Column<Member, Context>[] = [
  {
    label: "Name",
    as: "title",
    sort: { by: "name" },
    cell: ({ name, email, you }) => (
      <>
        <span className="flex items-center gap-2">
          <bdi className="block truncate text-left font-medium" title={name}>
            {name}
          </bdi>
          {you && <Badge tone="neutral">You</Badge>}
        </span>
        <span className="block truncate text-xs text-muted">{email}</span>
      </>
    ),
  },
  {
    label: "Role",
    sort: { by: "role", first: "desc" },
    width: "sm:w-40",
    cell: (member, { onRole }) => <RoleChoice member={member} onRole={onRole} />,
  },
  {
    label: "Joined",
    from: "md",
    sort: { by: "created", first: "desc" },
    width: "sm:w-32",
    className: "sm:whitespace-nowrap",
    cell: ({ joined_at }) => <DayTime at={joined_at} />,
  },
  {
    label: "Actions",
    as: "button",
    width: "sm:w-30",
    cell: (member, { onRemove }) => <RemoveButton member={member} onRemove={onRemove} />,
  },
];

function RemoveButton({ member, onRemove }: Pick<Context, "onRemove"> & { member: Member }) {
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
