import { ChevronRight } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { LocalTime } from "@/components/ui/local-time";
import { productName } from "@/lib/access/branding";
import type { AuditEvent } from "@/lib/features/audit/contract";
import { outcomeBadge } from "./outcome-badge";

type Context = { opened: ReadonlySet<string>; onToggle: (id: string) => void };

/** What a credential is that acts for nobody in particular; sessions go by the user whose they are. */
function credentialKind(id: string): string {
  if (id.startsWith("key_")) return "API key";
  if (id.startsWith("tok_")) return "Personal access token";
  return id.startsWith("client_") ? "OAuth app" : "Sessions";
}

/** Of a request without a session or credential, such as a sign-in that failed; what has no address the product did by itself. */
const nobodyKnown = "Not signed in";

const short = "block min-w-0 truncate sm:max-w-28 2xl:max-w-36";

export const auditColumns: readonly Column<AuditEvent, Context>[] = [
  {
    label: "Time",
    className: "text-muted",
    cell: ({ created_at }) => <LocalTime at={created_at} />,
  },
  {
    label: "Event",
    as: "title",
    className: "sm:max-w-none xl:min-w-44 2xl:min-w-60",
    cell: ({ summary, environment, type }) => (
      <>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {/* A sentence of ours, whatever the script of the names in it. */}
          <bdi dir="ltr" className="line-clamp-3 font-medium wrap-anywhere" title={summary}>
            {summary}
          </bdi>
          {environment === "development" && <Badge tone="neutral">Development</Badge>}
        </span>
        <span className="block font-mono text-xs text-muted">{type}</span>
      </>
    ),
  },
  {
    label: "Who",
    cell: ({ actor, credential, address }) => (
      <span className={short}>
        <bdi className="block truncate text-left" title={actor?.email ?? undefined}>
          {actor?.name ?? credential?.name ?? (address === null ? productName() : nobodyKnown)}
        </bdi>
        {credential && (
          <span className="block truncate text-xs text-muted">
            {actor ? `with ${credential.name}` : credentialKind(credential.id)}
          </span>
        )}
      </span>
    ),
  },
  {
    label: "Target",
    from: "xl",
    cell: ({ subject_id, subject_name }) => (
      <bdi className={`${short} text-left text-muted`} title={subject_id ?? undefined}>
        {subject_name ?? subject_id ?? "–"}
      </bdi>
    ),
  },
  { label: "Outcome", cell: ({ outcome }) => outcomeBadge(outcome) },
  {
    label: "From",
    from: "xl",
    cell: ({ address, user_agent }) => (
      <span className={short}>
        <span className="block truncate text-muted">{address ?? "–"}</span>
        {user_agent && (
          <span className="block truncate text-xs text-muted" title={user_agent}>
            {user_agent}
          </span>
        )}
      </span>
    ),
  },
  {
    label: "Details",
    as: "menu",
    cell: ({ id, type, created_at }, { opened, onToggle }) => (
      <button
        type="button"
        aria-expanded={opened.has(id)}
        aria-label={`Details of ${type}, ${created_at}`}
        onClick={() => onToggle(id)}
        className="focus-ring inline-flex size-9 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground pointer-coarse:size-11"
      >
        <ChevronRight aria-hidden className={`size-4 transition-transform ${opened.has(id) ? "rotate-90" : ""}`} />
      </button>
    ),
  },
];
