"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { OneThing } from "@/components/ui/one-thing";
import { downloadFrom } from "@/components/ui/save-file";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { Meter } from "@/lib/features/metering/contract";
import { FigureFilterBar } from "./figure-filter-bar";
import { askedFigures } from "./figure-span";
import { figureColumns } from "./meter-columns";
import { exportUrl, figureFilters, figureList, meterQuery } from "./meter-list";
import { measureText, meterName } from "./meter-words";
import { TotalCard } from "./total-card";

/** One meter: what it counts, and what it counted. */
export function MeterDetail({ meterKey }: { meterKey: string }) {
  const query = useQuery(meterQuery(meterKey));
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/admin", label: "Administration" }]}
        href="/dashboard/admin/meters"
        label="Meters"
        {...(query.data ? { current: meterName(query.data) } : {})}
      />
      <OneThing what="Meter" query={query}>
        {(meter) => <Figures meter={meter} />}
      </OneThing>
    </>
  );
}

function Figures({ meter }: { meter: Meter }) {
  const address = useAddress(figureFilters);
  const { group, externalId } = address.values;
  const narrowed = { group, externalId };
  const asked = askedFigures(address.values, Date.now());
  const list = useList(figureList(meter.key, asked, narrowed));
  const save = (format: "csv" | "json") => () => downloadFrom(exportUrl(meter.key, asked, narrowed, format));
  return (
    <>
      <PageHeader
        title={meterName(meter)}
        description={`${measureText(meter)} of events ${meter.event_type}`}
        actions={
          <Menu
            trigger={
              <Button>
                <Download aria-hidden className="size-4" />
                Export
              </Button>
            }
            items={[
              { label: "CSV", onSelect: save("csv") },
              { label: "JSON", onSelect: save("json") },
            ]}
          />
        }
      />
      <FigureFilterBar meter={meter} asked={asked} address={address} />
      <TotalCard meter={meter} asked={asked} address={address} />
      <TableList
        list={list}
        nouns={["row", "rows"]}
        columns={figureColumns(group)}
        rowKey={({ start, group: of, customer_id }) => `${start} ${of} ${customer_id}`}
        context={{ window: asked.window, group }}
        address={address}
        empty={{ title: "Nothing was counted", body: "No event of this meter lies in this time." }}
      />
    </>
  );
}
