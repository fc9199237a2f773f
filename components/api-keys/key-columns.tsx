import { IntentLink } from "@/components/layout/intent-link";
import type { Column } from "@/components/ui/column";
import { ExpiryTime } from "@/components/ui/expiry-time";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { RowDensity } from "@/components/ui/row-density";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { ActivityOf } from "./key-activity";
import { EnvironmentBadge, KeyStatusBadge } from "./key-badges";
import { keyHeadings } from "./key-headings";
import { KeyMenu } from "./key-menu";
import { type KeyProduct, makerText, productLabel } from "./key-product";
import type { KeyAction } from "./key-status";
import { scopeSummary } from "./scope-choice";

/** What it shows is read after the page, too. */
const activityCell = partOf(async () => (await import("./activity-cell")).ActivityCell);

type Context = {
  products: readonly KeyProduct[];
  nowMs: number;
  density: RowDensity;
  activityOf: ActivityOf;
  onAction: (action: KeyAction, key: ApiKey) => void;
};

export const keyColumns: readonly Column<ApiKey, Context>[] = [
  {
    ...keyHeadings.name,
    cell: (key, context) => <KeyName apiKey={key} context={context} />,
  },
  {
    ...keyHeadings.environment,
    cell: ({ environment }) => <EnvironmentBadge environment={environment} />,
  },
  {
    ...keyHeadings.scopes,
    cell: ({ scopes, roles, product }, { products }) => (
      <span title={[...roles, ...scopes].join(", ") || undefined}>
        {scopeSummary(scopes, products.find(({ id }) => id === product)?.scopes ?? [], roles)}
      </span>
    ),
  },
  {
    ...keyHeadings.week,
    cell: ({ id }, { activityOf }) => <OnDemand part={activityCell} activity={activityOf(id)} />,
  },
  {
    ...keyHeadings.lastUsed,
    cell: ({ lastUsedAt }) => <LastUsedTime at={lastUsedAt} />,
  },
  {
    ...keyHeadings.expires,
    cell: ({ revokedAt, expiresAt, policyEndsAt }, { nowMs }) =>
      revokedAt ? <span className="text-muted">–</span> : <ExpiryTime at={policyEndsAt ?? expiresAt} nowMs={nowMs} />,
  },
  {
    ...keyHeadings.status,
    cell: (key, { nowMs, activityOf }) => {
      const activity = activityOf(key.id);
      return (
        <KeyStatusBadge
          apiKey={key}
          nowMs={nowMs}
          lately={typeof activity === "string" ? undefined : activity.lately}
        />
      );
    },
  },
  {
    ...keyHeadings.actions,
    cell: (key, { nowMs, onAction }) => <KeyMenu apiKey={key} nowMs={nowMs} onAction={onAction} />,
  },
];

/** What a key is called and how it ends; a comfortable row shows more of it, its product and its maker. */
function KeyName({ apiKey, context: { density, products } }: { apiKey: ApiKey; context: Context }) {
  const { id, name, hint, product, tags } = apiKey;
  const about = `${productLabel(products, product)}, by ${makerText(apiKey)}`;
  const compact = density === "compact";
  // Of a key that was imported nobody knows how it ends: its row shows how it begins.
  const [, end = ""] = hint.split("…");
  return (
    <span className="block min-w-0 sm:-my-0.5" title={[name, hint, about, tags.join(" ")].filter(Boolean).join(" · ")}>
      <span className="flex min-w-0 items-baseline gap-2">
        <IntentLink
          href={`/dashboard/api-keys/${id}`}
          className="min-w-0 font-medium text-foreground hover:underline pointer-coarse:relative pointer-coarse:-my-3 pointer-coarse:py-3"
        >
          <bdi className="block truncate text-left">{name}</bdi>
        </IntentLink>
        {compact && (
          <span
            className={`${end === "" ? "min-w-0 shrink-99 truncate" : "shrink-0 whitespace-nowrap"} font-mono text-xs text-muted max-sm:hidden`}
          >
            {end === "" ? hint : `…${end}`}
          </span>
        )}
      </span>
      {/* What does not fit beside the other has a line of its own: three of them fit in a comfortable row. */}
      <span className={`flex flex-wrap gap-x-2 text-xs text-muted ${compact ? "sm:hidden" : ""}`}>
        <span className="max-w-full truncate font-mono">{hint}</span>
        <span className="max-w-full truncate">
          {about}
          {tags.length > 0 && ` · ${tagsText(tags)}`}
        </span>
      </span>
    </span>
  );
}

/** The first few tags; the title of the cell has all of them. */
function tagsText(tags: readonly string[]): string {
  const more = tags.length - shownTags;
  return [...tags.slice(0, shownTags).map((tag) => `#${tag}`), ...(more > 0 ? [`+${more}`] : [])].join(" ");
}

const shownTags = 3;
