import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import { Tooltip } from "@/components/ui/tooltip";
import { type Role, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import type { Invitation } from "@/lib/features/organizations/invitations-contract";

type Context = {
  role: Role;
  /** The invitation that is being sent again. */
  sending: string | null;
  onResend: (invitation: Invitation) => void;
  onRevoke: (invitation: Invitation) => void;
};

export const invitationColumns: readonly Column<Invitation, Context>[] = [
  { label: "Address", as: "title", cell: ({ email }) => <NameCell name={email} /> },
  { label: "Role", cell: ({ role }) => roleLabelOf(role) },
  {
    label: "Invited by",
    from: "md",
    cell: ({ invited_by }) => invited_by?.name ?? <span className="text-muted">An API key</span>,
  },
  {
    label: "Runs out",
    className: "sm:whitespace-nowrap",
    cell: ({ status, expires_at }) =>
      status === "expired" ? <Badge tone="danger">Has run out</Badge> : <RelativeTime at={expires_at} />,
  },
  { label: "Actions", as: "button", cell: (invitation, context) => <Actions invitation={invitation} {...context} /> },
];

function Actions({ invitation, role, sending, onResend, onRevoke }: Context & { invitation: Invitation }) {
  const allowed = roleReaches(role, "admin") && roleReaches(role, invitation.role);
  const reason = roleReaches(role, "admin")
    ? "Only an owner decides about invitations of owners"
    : "Only admins and owners manage invitations";
  const common = { size: "sm", "aria-disabled": !allowed || undefined, className: "max-sm:flex-1" } as const;
  const buttons = (
    <span className="flex gap-2">
      <Button
        {...common}
        pending={sending === invitation.id}
        aria-label={`Send again the invitation of ${invitation.email}`}
        onClick={() => allowed && onResend(invitation)}
      >
        Send again
      </Button>
      <Button
        {...common}
        aria-label={`Withdraw the invitation of ${invitation.email}`}
        onClick={() => allowed && onRevoke(invitation)}
      >
        Withdraw
      </Button>
    </span>
  );
  return allowed ? buttons : <Tooltip content={reason}>{buttons}</Tooltip>;
}
