"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { type AuditEvent, AuditQuery } from "@/lib/features/audit/contract";
import { type AuditFilters, auditRanges } from "./audit-queries";

const types = [
  { value: "", label: "Every event" },
  ...AuditQuery.shape.type.unwrap().options.map((type) => ({ value: type, label: type })),
];
const ranges = auditRanges.map((value) => ({ value, label: value }));

/** Range, event and person above the log. The people offered are those in view. */
export function AuditFilterBar({
  filters,
  events,
  onChange,
}: {
  filters: AuditFilters;
  events: readonly AuditEvent[];
  onChange: (filters: AuditFilters) => void;
}) {
  const people = new Map(events.flatMap(({ actor }) => (actor ? [[actor.id, actor.name] as const] : [])));
  if (filters.actor && !people.has(filters.actor)) people.set(filters.actor, filters.actor);
  const { range: _range, ...others } = filters;
  const range = filters.range && auditRanges.includes(filters.range) ? filters.range : "90d";
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
        <Segmented
          label="Range"
          value={range}
          options={ranges}
          onValueChange={(next) => onChange(next === "90d" ? others : { ...others, range: next })}
        />
      </div>
      <Select
        aria-label="Event"
        className="min-w-36 flex-1 sm:w-52 sm:flex-none"
        value={filters.type ?? ""}
        options={types}
        onValueChange={(type) => onChange({ ...filters, type })}
      />
      <Select
        aria-label="Person"
        className="min-w-36 flex-1 sm:w-48 sm:flex-none"
        value={filters.actor ?? ""}
        options={[{ value: "", label: "Everybody" }, ...[...people].map(([value, label]) => ({ value, label }))]}
        onValueChange={(actor) => onChange({ ...filters, actor })}
      />
      {Object.keys(filters).length > 0 && (
        <Button variant="ghost" onClick={() => onChange({})}>
          <X aria-hidden className="size-4" />
          Clear
        </Button>
      )}
    </search>
  );
}
