import { Badge, type Tone } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { NameCell } from "@/components/ui/name-cell";
import { productOf } from "@/lib/access/catalogue";
import type { ManagementKey } from "@/lib/features/api-keys/management-contract";
import { successionStatus } from "./key-status";
import { type SuccessionAction, SuccessionMenu } from "./succession-menu";

const words = { rotate: "Rotate…", rotated: "Already rotated: rotate its successor" };

type Context = { nowMs: number; onAction: (action: SuccessionAction, key: ManagementKey) => void };

export const managementKeyColumns: readonly Column<ManagementKey, Context>[] = [
  { label: "Name", as: "title", cell: ({ name, hint }) => <NameCell name={name} note={hint} mono /> },
  {
    label: "Opens",
    from: "md",
    cell: ({ scopes }) => (
      <ul className="flex flex-col font-mono text-xs max-sm:items-end">
        {scopes.map((scope) => (
          <li key={scope}>{scope}</li>
        ))}
      </ul>
    ),
  },
  {
    label: "Products",
    from: "lg",
    cell: ({ products }) => products?.map((id) => productOf(id).label).join(", ") ?? "All",
  },
  { label: "Organization", from: "lg", cell: ({ organization }) => <bdi>{organization.name}</bdi> },
  {
    label: "Last used",
    cell: ({ last_used_at: at }) => <LastUsedTime at={at} />,
  },
  {
    label: "Expires",
    from: "md",
    cell: ({ revoked_at, expires_at }, { nowMs }) =>
      revoked_at ? <span className="text-muted">–</span> : <ExpiryTime at={expires_at} nowMs={nowMs} />,
  },
  {
    label: "Status",
    cell: (key) => {
      const { label, tone } = statusOf(key);
      return (
        <span title={key.leak?.url ?? undefined}>
          <Badge tone={tone}>{label}</Badge>
        </span>
      );
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

function statusOf({ status, replaced_by, ends_unreplaced, leak }: ManagementKey): { label: string; tone: Tone } {
  if (status === "revoked") return { label: "Revoked", tone: "neutral" };
  if (status === "expired") return { label: "Expired", tone: "danger" };
  // These are never switched on again: it is rotated.
  if (leak) return { label: "Found in public", tone: "danger" };
  if (status === "disabled") return { label: "Switched off", tone: "neutral" };
  if (status === "suspended") return { label: "Suspended", tone: "danger" };
  return replaced_by === null ? { label: "Active", tone: "success" } : successionStatus(ends_unreplaced);
}
