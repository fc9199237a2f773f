"use client";
import { ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { AuditEvent } from "@/lib/features/audit/contract";

/** The events as rows; each opens to all that was recorded. */
export function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((current) => new Set(current.has(id) ? [...current].filter((other) => other !== id) : [...current, id]));
  return (
    <Table aria-label="Audit log">
      <THead>
        <tr>
          <TH className="sm:w-44">Time</TH>
          <TH>Event</TH>
          <TH>Who</TH>
          <TH className="sm:max-lg:hidden">Target</TH>
          <TH>
            <span className="sr-only">Details</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {events.map((event) => (
          <Fragment key={event.id}>
            <EventRow event={event} open={open.has(event.id)} onToggle={() => toggle(event.id)} />
            {open.has(event.id) && (
              <tr className="block sm:table-row">
                <td colSpan={5} className="block sm:table-cell sm:px-4 sm:pb-4">
                  <CodeBlock title={event.id} code={JSON.stringify(event, null, 2)} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </TBody>
    </Table>
  );
}

function EventRow({ event, open, onToggle }: { event: AuditEvent; open: boolean; onToggle: () => void }) {
  const { actor, credential } = event;
  return (
    <TR>
      <TD label="Time" className="text-muted max-sm:pr-10 sm:whitespace-nowrap">
        <time dateTime={event.created_at}>{event.created_at.slice(0, 19).replace("T", " ")}</time>
      </TD>
      <TD>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{event.description}</span>
          {event.environment === "development" && <Badge tone="neutral">Development</Badge>}
        </span>
        <span className="block font-mono text-xs text-muted">{event.type}</span>
      </TD>
      <TD label="Who">
        <span className="block min-w-0 sm:max-w-48">
          <span className="block truncate" title={actor?.email ?? undefined}>
            {actor?.name ?? (credential ? credential.name : "Latchkey")}
          </span>
          {credential && (
            <span className="block truncate text-xs text-muted">{actor ? `with ${credential.name}` : "API key"}</span>
          )}
        </span>
      </TD>
      <TD label="Target" className="sm:max-lg:hidden">
        <span
          className="block min-w-0 max-w-56 truncate font-mono text-xs text-muted"
          title={event.subject_id ?? undefined}
        >
          {targetOf(event)}
        </span>
      </TD>
      <TD className="max-sm:absolute max-sm:top-1.5 max-sm:right-1.5 sm:w-px sm:text-right">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Details of ${event.type}, ${event.created_at}`}
          onClick={onToggle}
          className="focus-ring inline-flex size-9 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground pointer-coarse:size-11"
        >
          <ChevronRight aria-hidden className={`size-4 transition-transform ${open ? "rotate-90" : ""}`} />
        </button>
      </TD>
    </TR>
  );
}

/** What an event is about, by name where it has one. */
function targetOf({ data, subject_id }: AuditEvent): string {
  const name = data.name ?? data.email;
  return typeof name === "string" ? name : (subject_id ?? "–");
}
