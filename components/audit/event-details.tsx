"use client";
import { Filter } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import type { AuditEvent } from "@/lib/features/audit/contract";
import type { AuditFilters } from "./audit-list";
import { changesOf } from "./event-changes";

type Narrowing = { label: string; filter: Partial<AuditFilters> };

/** All that is kept of one event: what it changed, the rest of its kind at a click, and its JSON. */
export function EventDetails({
  event,
  onNarrow,
}: {
  event: AuditEvent;
  /** Narrows the log further by what the event holds. */
  onNarrow: (filter: Partial<AuditFilters>) => void;
}) {
  const changes = changesOf(event);
  return (
    <div className="grid min-w-0 gap-3">
      {changes.length > 0 && (
        <ul className="text-sm wrap-anywhere">
          {changes.map(({ what, before, after }) => (
            <li key={what}>
              <span className="text-muted">{what}</span>
              {before !== null && (
                <>
                  : <bdi>{before}</bdi> <span aria-hidden>→</span>
                  <span className="sr-only">became</span> <bdi>{after}</bdi>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for what a form sends */}
      <div role="group" aria-label="Show only" className="flex flex-wrap items-center gap-1.5">
        {narrowingsOf(event).map(({ label, filter }) => (
          <Button key={label} size="sm" variant="ghost" onClick={() => onNarrow(filter)}>
            <Filter aria-hidden className="size-3.5" />
            {label}
          </Button>
        ))}
      </div>
      <CodeBlock title={event.id} code={JSON.stringify(event, null, 2)} />
    </div>
  );
}

function narrowingsOf({ type, actor, credential, subject_id, address, user_agent }: AuditEvent): Narrowing[] {
  return [
    { label: "This event", filter: { type } },
    ...(actor ? [{ label: "This person", filter: { actor: actor.id } }] : []),
    ...(credential ? [{ label: "This credential", filter: { credential: credential.id } }] : []),
    ...(subject_id ? [{ label: "This target", filter: { target: subject_id } }] : []),
    ...(address ? [{ label: "This address", filter: { address } }] : []),
    ...(user_agent ? [{ label: "This agent", filter: { agent: user_agent } }] : []),
  ];
}
