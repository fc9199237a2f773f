import { Badge, type Tone } from "@/components/ui/badge";
import type { CatalogueChange } from "@/lib/features/catalogue/contract";

const actions: Record<CatalogueChange["action"], { label: string; tone: Tone }> = {
  add: { label: "Add", tone: "success" },
  change: { label: "Change", tone: "warning" },
  remove: { label: "Remove", tone: "danger" },
};

/** Every place in which a document differs from the one that counts, with what stood there and what will. */
export function PlanChanges({ changes }: { changes: readonly CatalogueChange[] }) {
  if (changes.length === 0) return <p className="text-sm">Nothing changes: this is what counts already.</p>;
  return (
    <ul aria-label="Changes" className="flex flex-col gap-3 text-sm">
      {changes.map(({ path, action, before, after }) => (
        <li key={`${action} ${path}`} className="flex min-w-0 flex-col gap-1">
          <span className="flex items-start gap-2">
            <Badge tone={actions[action].tone}>{actions[action].label}</Badge>
            <span className="min-w-0 font-mono text-xs wrap-anywhere">{path}</span>
          </span>
          {before !== undefined && <Value label="Before" value={before} />}
          {after !== undefined && <Value label="After" value={after} />}
        </li>
      ))}
    </ul>
  );
}

function Value({ label, value }: { label: string; value: unknown }) {
  return (
    <span className="min-w-0 text-xs text-muted">
      {label}: <span className="font-mono wrap-anywhere whitespace-pre-wrap">{JSON.stringify(value)}</span>
    </span>
  );
}
