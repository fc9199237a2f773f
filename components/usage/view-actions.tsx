"use client";
import { Download, GitCompareArrows, Radio } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { saveCsvFile, saveTextFile } from "@/components/ui/save-file";
import { Segmented } from "@/components/ui/segmented";
import type { Address } from "@/components/ui/use-address";
import type { UsageReport } from "@/lib/features/usage/contract";
import { usageCsv, usageFileName, usageJson } from "./usage-export";
import { type usageFilters, usageQueryOf } from "./usage-filter";

const views = [
  { value: "", label: "Chart" },
  { value: "table", label: "Table" },
];

/** What can be done with the figures in view. */
export function ViewActions({
  report,
  address: { values, set },
}: {
  /** Absent while other figures than the asked ones are in view. */
  report: UsageReport | undefined;
  address: Address<typeof usageFilters>;
}) {
  const isLive = values.live !== undefined;
  const isCompared = values.compare !== undefined;
  const save = (ending: "csv" | "json") => () => {
    if (!report) return;
    const query = usageQueryOf(values);
    const name = usageFileName(query, report, Date.now(), ending);
    if (ending === "csv") saveCsvFile(name, usageCsv(report, query));
    else saveTextFile(name, usageJson(report, query), "application/json");
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        variant={isCompared ? "primary" : "secondary"}
        aria-pressed={isCompared}
        onClick={() => set({ compare: isCompared ? "" : "previous" })}
      >
        <GitCompareArrows aria-hidden className="size-4" />
        Compare
      </Button>
      <Button
        size="sm"
        variant={isLive ? "primary" : "secondary"}
        aria-pressed={isLive}
        // A span that was chosen has ended.
        onClick={() => set(isLive ? { live: "" } : { live: "1", from: "", to: "" })}
      >
        <Radio aria-hidden className="size-4" />
        Live
      </Button>
      <Segmented label="View" value={values.view ?? ""} onValueChange={(view) => set({ view })} options={views} />
      <Menu
        trigger={
          <Button size="sm" disabled={!report}>
            <Download aria-hidden className="size-4" />
            Export
          </Button>
        }
        items={[
          { label: "CSV", onSelect: save("csv"), disabled: !report },
          { label: "JSON", onSelect: save("json"), disabled: !report },
        ]}
      />
    </div>
  );
}
