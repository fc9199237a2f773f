"use client";
import { FilterBar } from "@/components/ui/filter-bar";
import { Segmented } from "@/components/ui/segmented";
import { SpanButton } from "@/components/ui/span-button";
import type { Address } from "@/components/ui/use-address";
import type { Meter } from "@/lib/features/metering/contract";
import type { AskedFigures } from "./figure-span";
import type { figureFilters } from "./meter-list";

const windowNames = { hour: "Hours", day: "Days", month: "Months" };

/** Time, groups and customer of a meter's figures. */
export function FigureFilterBar({
  meter,
  asked: { window, windows, from, to },
  address,
}: {
  meter: Meter;
  asked: AskedFigures;
  address: Address<typeof figureFilters>;
}) {
  const groups = [
    { value: "", label: "All together" },
    { value: "customer", label: "By customer" },
    ...meter.group_by.map((property) => ({ value: property, label: `By ${property}` })),
  ];
  return (
    <FilterBar
      address={address}
      controls={[
        {
          as: "own",
          name: "window",
          control: (_, choose) => (
            <div key="window" className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
              <Segmented
                label="Window"
                value={window}
                onValueChange={(next) => choose(next === "day" && !from ? "" : next)}
                options={windows.map((value) => ({ value, label: windowNames[value] }))}
              />
            </div>
          ),
        },
        {
          as: "own",
          name: "from",
          control: () => (
            <SpanButton
              key="span"
              zone="UTC"
              kept="Hours are kept for 100 days, days and months for good."
              {...{ from, to }}
              onChoice={(span) => address.set({ ...span, window: "" })}
            />
          ),
        },
        { as: "select", name: "group", label: "Group", options: groups },
        { as: "search", name: "externalId", label: "One customer", placeholder: "External ID" },
      ]}
    />
  );
}
