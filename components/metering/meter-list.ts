"use client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { listMetersContract, meterContract } from "@/lib/features/metering/contract";
import { listPeriodsContract } from "@/lib/features/metering/period-contract";
import { exportMeterContract, MeterQuery, queryMeterContract } from "@/lib/features/metering/query-contract";
import { call } from "@/lib/http/call";
import { contractUrl } from "@/lib/http/contract-url";
import { pathForDashboard } from "@/lib/http/dashboard-contract";
import type { AskedFigures } from "./figure-span";

const group = "metering";

/** The organization's meters. */
export const meterList = listOf(group, listMetersContract, { query: { limit: 25 } });

/** Loads all that is shown of meters again after something changed. */
export function useRefreshMeters(): () => Promise<void> {
  return useRefresh(group);
}

/** One meter, as its page shows it. */
export function meterQuery(key: string) {
  return queryOptions({
    queryKey: [group, "one", key],
    queryFn: async ({ signal }) => (await call(meterContract, { params: { key } }, { signal })).data,
  });
}

/** What a meter's figures are narrowed by in the page's address. */
export const figureFilters = {
  window: MeterQuery.shape.window.unwrap().optional(),
  from: MeterQuery.shape.from,
  to: MeterQuery.shape.to,
  group: MeterQuery.shape.group,
  externalId: MeterQuery.shape.externalId,
};
export type FigureFilters = AddressOf<typeof figureFilters>;

/** What a meter counted, row by row. */
export function figureList(key: string, asked: AskedFigures, narrowed: Narrowed) {
  const query = { ...timeOf(asked), ...narrowed, limit: 100 };
  return listOf(group, queryMeterContract, { params: { key }, query });
}

/** What a meter counted in all, window by window. */
export function totalsQuery(key: string, asked: AskedFigures, externalId: string | undefined) {
  const query = { ...timeOf(asked), externalId };
  return queryOptions({
    queryKey: [group, "totals", key, query],
    queryFn: ({ signal }) => call(queryMeterContract, { params: { key }, query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Where exactly the view is saved from. */
export function exportUrl(key: string, asked: AskedFigures, narrowed: Narrowed, format: "csv" | "json"): string {
  const query = { ...timeOf(asked), ...narrowed, format };
  return contractUrl(pathForDashboard(exportMeterContract), { key }, query);
}

/** By what, and of whom. */
type Narrowed = { [Name in "group" | "externalId"]: FigureFilters[Name] | undefined };

function timeOf({ window, from, to }: AskedFigures) {
  return { window, from, to };
}

/** Which closed periods the page's address asks for; absent: days. */
export const periodFilters = { period: z.enum(["month"]).optional() };

/** Days or months whose usage is closed. */
export function periodList(filters: AddressOf<typeof periodFilters>) {
  return listOf(group, listPeriodsContract, { query: { ...filters, limit: 40 } });
}
