import { Badge, type Tone } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { creditsText } from "@/components/ui/credits-text";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { NameCell } from "@/components/ui/name-cell";
import type { PortalKey } from "@/lib/features/api-keys/portal-contract";
import { EnvironmentBadge } from "./key-badges";
import { successionStatus } from "./key-status";
import { type SuccessionAction, SuccessionMenu } from "./succession-menu";

const words = { rotate: "Replace…", rotated: "Already replaced: replace its successor" };

type Context = { nowMs: number; onAction: (action: SuccessionAction, key: PortalKey) => void };

export const portalKeyColumns: readonly Column<PortalKey, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ name, hint, credits }) => (
      <NameCell name={name} note={hint} mono>
        {credits && <span className="block max-w-48 text-xs text-muted">Credits: {creditsText(credits)}</span>}
      </NameCell>
    ),
  },
  {
    label: "Opens",
    from: "lg",
    cell: ({ scopes, roles }) => (
      <ul className="flex flex-col font-mono text-xs max-sm:items-end">
        {[...roles, ...scopes].map((held) => (
          <li key={held} className="break-all">
            {held}
          </li>
        ))}
      </ul>
    ),
  },
  { label: "Product", from: "lg", cell: ({ product_label }) => <bdi>{product_label}</bdi> },
  { label: "Environment", from: "md", cell: ({ environment }) => <EnvironmentBadge environment={environment} /> },
  {
    label: "Last used",
    cell: ({ last_used_at: at }) => <LastUsedTime at={at} />,
  },
  {
    label: "Expires",
    from: "md",
    cell: ({ status, expires_at }, { nowMs }) =>
      status === "revoked" ? <span className="text-muted">–</span> : <ExpiryTime at={expires_at} nowMs={nowMs} />,
  },
  {
    label: "Status",
    cell: (key) => {
      const { label, tone } = statusOf(key);
      return <Badge tone={tone}>{label}</Badge>;
    },
  },
  {
    label: "Actions",
    as: "menu",
    cell: (key, { onAction }) => (
      <SuccessionMenu
        name={key.name}
        status={key.status}
        replacedBy={key.replaced_by}
        words={words}
        onAction={(action) => onAction(action, key)}
      />
    ),
  },
];

const states: Record<PortalKey["status"], { label: string; tone: Tone }> = {
  active: { label: "Active", tone: "success" },
  suspended: { label: "Suspended", tone: "danger" },
  disabled: { label: "Switched off", tone: "neutral" },
  scheduled: { label: "Not yet valid", tone: "neutral" },
  expired: { label: "Expired", tone: "danger" },
  revoked: { label: "Revoked", tone: "neutral" },
};

function statusOf({ status, replaced_by, ends_unreplaced }: PortalKey): { label: string; tone: Tone } {
  return status === "active" && replaced_by !== null ? successionStatus(ends_unreplaced) : states[status];
}
