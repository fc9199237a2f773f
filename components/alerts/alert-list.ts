import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { AlertQuery, dashboardAlertContracts } from "@/lib/features/alerts/contract";

/** What the alerts are narrowed by in the page's address; without a state, open ones alone. */
export const alertFilters = { state: z.enum(["acknowledged", "all"]), kind: AlertQuery.shape.kind };

/** The alerts that match; new ones turn up while one looks. */
export function alertList({ state, ...filters }: AddressOf<typeof alertFilters>) {
  const wanted = state === "all" ? {} : { state: state ?? ("open" as const) };
  return listOf("alerts", dashboardAlertContracts.list, { query: { ...filters, ...wanted, limit: 25 } });
}
