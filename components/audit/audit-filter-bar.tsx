"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterBar } from "@/components/ui/filter-bar";
import { type PickerSource, pickerControl } from "@/components/ui/search-picker";
import type { Address } from "@/components/ui/use-address";
import {
  AuditQuery,
  findActorsContract,
  findEventValuesContract,
  outcomes,
  type ValueField,
} from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";
import type { auditFilters } from "./audit-list";
import { outcomeWords } from "./outcome-badge";
import { TimeFilter } from "./time-filter";

const types = [
  { value: "", label: "Every event" },
  ...AuditQuery.shape.type.unwrap().options.map((type) => ({ value: type, label: type })),
];
const results = [
  { value: "", label: "Any outcome" },
  ...outcomes.map((value) => ({ value, label: outcomeWords[value].label })),
];

/** Who can be looked at alone: any member, and who else the address names. */
const people: PickerSource = {
  group: "audit-actors",
  find: async (search, signal) => {
    const { data } = await call(findActorsContract, { query: { search } }, { signal });
    return data.map(({ id, name, email }) => ({ value: id, label: name, note: email ?? "" }));
  },
  name: async (id, signal) => {
    const { data } = await call(findActorsContract, { query: { id } }, { signal });
    return data[0]?.name ?? null;
  },
};

/** What the latest events hold, and whatever else is typed: older events may have it. */
function valuesOf(field: ValueField): PickerSource {
  return {
    group: `audit-${field}`,
    find: async (search, signal) => {
      const { data } = await call(findEventValuesContract, { query: { field, search } }, { signal });
      return data.map(({ value, name, hint }) => {
        const note = hint ?? (name ? value : null);
        return { value, label: name ?? value, ...(note ? { note } : {}) };
      });
    },
    exactly: (typed) =>
      AuditQuery.shape[field].safeParse(typed).success ? { value: typed, label: `Exactly “${typed}”` } : null,
    name: async (value, signal) => {
      const { data } = await call(findEventValuesContract, { query: { field, value } }, { signal });
      return data[0]?.name ?? null;
    },
  };
}
const sources = {
  target: valuesOf("target"),
  credential: valuesOf("credential"),
  address: valuesOf("address"),
  agent: valuesOf("agent"),
};

/** By what the log is narrowed. */
export function AuditFilterBar({ address }: { address: Address<typeof auditFilters> }) {
  return (
    <FilterBar
      address={address}
      controls={[
        { as: "own", name: "range", control: () => <TimeFilter key="time" address={address} /> },
        {
          as: "own",
          name: "link",
          control: (link, set) =>
            link !== undefined && (
              <Button key="link" onClick={() => set("")}>
                Link {link} and its neighbours
                <span className="sr-only">, take this filter away</span>
                <X aria-hidden className="size-4" />
              </Button>
            ),
        },
        { as: "select", name: "type", label: "Event", options: types },
        pickerControl("actor", { label: "Person", anything: "Everybody", source: people }),
        { as: "select", name: "outcome", label: "Outcome", options: results },
        pickerControl("target", { label: "Target", anything: "Any target", source: sources.target }),
        pickerControl("credential", { label: "Credential", anything: "Any credential", source: sources.credential }),
        pickerControl("address", { label: "Address", anything: "Any address", source: sources.address }),
        pickerControl("agent", { label: "Agent", anything: "Any agent", source: sources.agent }),
      ]}
    />
  );
}
