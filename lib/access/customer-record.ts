import "server-only";
import { z } from "zod";
import type { AnyLimits, ProductId } from "./catalogue";
import { planLimitsOf } from "./catalogue-content";
import { Limits, type LimitsEntry } from "./catalogue-document";
import type { KeyCustomer } from "./customer";
import type { Metadata } from "./metadata";

/** What a query tells of a key's customer; all null where it has none. */
export type CustomerColumns = {
  customer_id: string | null;
  customer_external_id: string | null;
  customer_name: string | null;
  customer_metadata: Metadata | null;
  customer_plans: unknown;
  customer_limits: unknown;
  customer_suspended_at: Date | null;
};

/** The columns of the key `k`'s customer, joined as `c`. */
export const customerColumnsSql = `c.id AS customer_id, c.external_id AS customer_external_id, c.name AS customer_name,
  c.metadata AS customer_metadata, c.plans AS customer_plans, c.limits AS customer_limits, c.suspended_at AS customer_suspended_at`;

/** Joins the customer of the key `k`, who is its own organization's. */
export const customerJoinSql =
  "LEFT JOIN customers c ON c.id = k.customer_id AND c.organization_id = k.organization_id";

const Plans = z.record(z.string(), z.string());

/** The customer of a key; null where it has none. */
export function customerOf(row: CustomerColumns): KeyCustomer | null {
  const { customer_id: id, customer_external_id: externalId } = row;
  if (id === null || externalId === null) return null;
  return {
    id,
    externalId,
    name: row.customer_name ?? "",
    metadata: row.customer_metadata ?? {},
    plans: readCustomerPlans(row.customer_plans),
    limits: customerPlanLimits(row.customer_limits),
  };
}

/** Plans by product as they are stored. */
export function readCustomerPlans(stored: unknown): Record<ProductId, string> {
  return Plans.safeParse(stored).data ?? {};
}

/** Limits by product as they are stored; what cannot be read counts as not said. */
export function readCustomerLimits(stored: unknown): Record<ProductId, LimitsEntry> {
  if (typeof stored !== "object" || stored === null) return {};
  const entries = Object.entries(stored).map(([product, entry]) => [product, Limits.safeParse(entry).data] as const);
  return Object.fromEntries(entries.flatMap(([product, entry]) => (entry ? [[product, entry] as const] : [])));
}

function customerPlanLimits(stored: unknown): Record<ProductId, AnyLimits> {
  return Object.fromEntries(
    Object.entries(readCustomerLimits(stored)).map(([product, entry]) => [product, planLimitsOf(entry)]),
  );
}
