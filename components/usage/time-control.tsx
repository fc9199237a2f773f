"use client";
import { useSyncExternalStore } from "react";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { SpanButton } from "@/components/ui/span-button";
import type { Address } from "@/components/ui/use-address";
import { defaultUsageRange, usageRanges } from "@/lib/features/usage/contract";
import type { usageFilters } from "./usage-filter";

const presets = usageRanges.map((range) => ({ value: range, label: range }));

/** The time in view: a range that ends now, or a span from the calendar. */
export function TimeControl({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  const { from, to, range = defaultUsageRange, zone = "UTC" } = values;
  return (
    <>
      <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
        <Segmented
          label="Range"
          value={from && to ? "" : range}
          onValueChange={(next) => set({ range: next === defaultUsageRange ? "" : next, from: "", to: "" })}
          options={presets}
        />
      </div>
      <SpanButton
        {...{ zone, from, to }}
        kept="Minutes are kept for two days, hours for 100 days, days for good."
        onChoice={(span) => set({ ...span, range: "", live: "" })}
      />
    </>
  );
}

const never = () => () => undefined;
/** A zone as this browser calls it. */
const nameOf = (timeZone: string) => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whose clocks the page shows: UTC, the reader's own, or the one that a shared address came with. */
export function ZoneControl({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  // The server does not know the reader's zone.
  const own = useSyncExternalStore(never, ownZone, () => null);
  const zone = values.zone ?? "UTC";
  // Some zones have two names: Asia/Kolkata is Asia/Calcutta to many browsers.
  const isOwn = own !== null && nameOf(zone) === own;
  const options = [
    { value: "UTC", label: "UTC" },
    ...(own && own !== "UTC" ? [{ value: isOwn ? zone : own, label: `Local: ${isOwn ? zone : own}` }] : []),
    ...(zone !== "UTC" && !isOwn ? [{ value: zone, label: zone }] : []),
  ];
  return (
    <Select
      aria-label="Time zone"
      className="min-w-36 flex-1 sm:w-44 sm:flex-none"
      value={zone}
      options={options}
      onValueChange={(next) => set({ zone: next === "UTC" ? "" : next })}
    />
  );
}
