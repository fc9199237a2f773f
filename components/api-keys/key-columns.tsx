import type { Column } from "@/components/ui/column";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { EnvironmentBadge, KeyStatusBadge } from "./key-badges";
import { KeyMenu } from "./key-menu";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import type { KeyAction } from "./key-status";
import { scopeSummary } from "./scope-choice";

type Context = {
  products: readonly KeyProduct[];
  nowMs: number;
  onAction: (action: KeyAction, key: ApiKey) => void;
};

export const keyColumns: readonly Column<ApiKey, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: (key) => (
      <NameCell name={key.name} href={`/dashboard/api-keys/${key.id}`} note={key.hint} mono>
        <span className="block truncate text-xs text-muted">by {makerText(key)}</span>
      </NameCell>
    ),
  },
  {
    label: "Product",
    cell: (key, { products }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:justify-end xl:flex-nowrap">
        {productLabel(products, key.product)} <EnvironmentBadge environment={key.environment} />
      </span>
    ),
  },
  {
    label: "Scopes",
    from: "xl",
    className: "sm:whitespace-nowrap",
    cell: ({ scopes, product }, { products }) => (
      <span title={scopes.join(", ") || undefined}>
        {scopeSummary(scopes, products.find(({ id }) => id === product)?.scopes ?? [])}
      </span>
    ),
  },
  {
    label: "Last used",
    cell: ({ lastUsedAt }) =>
      lastUsedAt ? <RelativeTime at={lastUsedAt} /> : <span className="text-muted">Never used</span>,
  },
  {
    label: "Expires",
    from: "md",
    className: "sm:whitespace-nowrap",
    cell: ({ revokedAt, expiresAt, policyEndsAt }, { nowMs }) =>
      revokedAt ? <span className="text-muted">–</span> : <ExpiryTime at={policyEndsAt ?? expiresAt} nowMs={nowMs} />,
  },
  { label: "Status", cell: (key, { nowMs }) => <KeyStatusBadge apiKey={key} nowMs={nowMs} /> },
  {
    label: "Actions",
    as: "menu",
    cell: (key, { nowMs, onAction }) => <KeyMenu apiKey={key} nowMs={nowMs} onAction={onAction} />,
  },
];
