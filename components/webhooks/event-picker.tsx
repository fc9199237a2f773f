"use client";
import { useId, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ChoiceSearch } from "@/components/ui/choice-search";
import { FieldProblem } from "@/components/ui/field-problem";
import { Segmented } from "@/components/ui/segmented";
import { everyEvent } from "@/lib/features/webhooks/webhook-contract";
import { eventGroups, type PickableEvent } from "./event-groups";

const modes = [
  { value: "all", label: "All events" },
  { value: "some", label: "Chosen events" },
];

/** Which events an endpoint receives: all, later ones included, or chosen ones. */
export function EventPicker({
  events,
  value,
  onValueChange,
  error,
}: {
  /** All that there are to choose from. */
  events: readonly PickableEvent[];
  value: readonly string[];
  onValueChange: (chosen: string[]) => void;
  error: string | undefined;
}) {
  const id = useId();
  const [search, setSearch] = useState("");
  const all = value.includes(everyEvent);
  const groups = eventGroups(events, search);
  const toggle = (ids: readonly string[], on: boolean) =>
    onValueChange(on ? [...new Set([...value, ...ids])] : value.filter((event) => !ids.includes(event)));
  return (
    <fieldset
      aria-describedby={error ? `${id}-error` : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-2.5 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">Events</legend>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Segmented
          label="Events"
          value={all ? "all" : "some"}
          onValueChange={(mode) => onValueChange(mode === "all" ? [everyEvent] : [])}
          options={modes}
        />
        <span aria-live="polite" className="text-sm text-muted">
          {all ? "Those of later versions included." : `${value.length} chosen`}
        </span>
      </div>
      {!all && (
        <div className="rounded-lg border">
          <ChoiceSearch label="Search events" value={search} onValueChange={setSearch} />
          <div className="max-h-72 divide-y overflow-y-auto">
            {groups.map(({ label, events: own }) => {
              const ids = own.map((event) => event.id);
              const whole = ids.every((event) => value.includes(event));
              return (
                <section key={label} aria-label={label} className="px-3 py-2.5">
                  <div className="mb-1 flex items-center justify-between gap-3">
                    <h3 className="text-xs font-medium text-muted">{label}</h3>
                    {own.length > 1 && (
                      <button
                        type="button"
                        onClick={() => toggle(ids, !whole)}
                        className="focus-ring min-h-6 rounded-md px-1.5 text-xs font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
                      >
                        {whole ? "Clear" : "Choose all"}
                        <span className="sr-only"> of {label}</span>
                      </button>
                    )}
                  </div>
                  {own.map((event) => (
                    <Checkbox
                      key={event.id}
                      checked={value.includes(event.id)}
                      onCheckedChange={(on) => toggle([event.id], on)}
                      label={<span className="font-mono text-code">{event.id}</span>}
                      description={event.description}
                    />
                  ))}
                </section>
              );
            })}
            {groups.length === 0 && <p className="px-3 py-4 text-center text-sm text-muted">No event matches.</p>}
          </div>
        </div>
      )}
      <FieldProblem id={`${id}-error`}>{error}</FieldProblem>
    </fieldset>
  );
}
