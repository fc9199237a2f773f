"use client";
import { CalendarRange } from "lucide-react";
import dynamic from "next/dynamic";
import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { Address } from "@/components/ui/use-address";
import { defaultUsageRange, usageRanges } from "@/lib/features/usage/contract";
import type { usageFilters } from "./usage-filter";

const SpanDialog = dynamic(async () => (await import("./span-dialog")).SpanDialog, { ssr: false });

const presets = usageRanges.map((range) => ({ value: range, label: range }));

/** The time in view: a range that ends now, or a span from the calendar. */
export function TimeControl({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  const [isChoosing, setChoosing] = useState(false);
  const isCustom = values.from !== undefined && values.to !== undefined;
  return (
    <>
      <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
        <Segmented
          label="Range"
          value={isCustom ? "" : (values.range ?? defaultUsageRange)}
          onValueChange={(range) => set({ range: range === defaultUsageRange ? "" : range, from: "", to: "" })}
          options={presets}
        />
      </div>
      <Button variant={isCustom ? "primary" : "secondary"} aria-pressed={isCustom} onClick={() => setChoosing(true)}>
        <CalendarRange aria-hidden className="size-4" />
        Custom
      </Button>
      {isChoosing && (
        <SpanDialog
          zone={values.zone ?? "UTC"}
          from={values.from}
          to={values.to}
          onClose={() => setChoosing(false)}
          onChoice={(span) => {
            set({ ...span, range: "", live: "" });
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}

const never = () => () => undefined;
const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whose clocks the page shows: UTC, the reader's own, or the one that a shared address came with. */
export function ZoneControl({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  // The server does not know the reader's zone.
  const own = useSyncExternalStore(never, ownZone, () => null);
  const zone = values.zone ?? "UTC";
  const options = [
    { value: "UTC", label: "UTC" },
    ...(own && own !== "UTC" ? [{ value: own, label: `Local: ${own}` }] : []),
    ...(zone !== "UTC" && zone !== own ? [{ value: zone, label: zone }] : []),
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
