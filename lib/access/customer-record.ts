import "server-only";
import { z } from "zod";
import type { AnyLimits, Environment, ProductId } from "./catalogue";
import { planLimitsOf } from "./catalogue-content";
import { Limits, type LimitsEntry } from "./catalogue-document";
import { type CreditColumns, creditsSql, grantOf } from "./credit-record";
import type { HeldCredits } from "./credits";
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

/**
 * Joins the customer of the key `k`, who is its own organization's: of a key without scopes, which acts as its user, the one
 * that the member `m` acts for.
 */
export const customerJoinSql = `LEFT JOIN customer_members cm
         ON k.scopes = '{}' AND cm.organization_id = m.organization_id AND cm.user_id = m.user_id
       LEFT JOIN customers c ON c.id = coalesce(k.customer_id, cm.customer_id) AND c.organization_id = k.organization_id`;

/** What a query tells of the customer that a member acts for, with their credits. */
export type MemberCustomerColumns = CustomerColumns & { customer_credits: CreditColumns | null };

/** The columns of the customer that a member acts for, joined as `c`. */
export const memberCustomerSql = `${customerColumnsSql}, ${creditsSql("c.id")} AS customer_credits`;

/** Joins the customer that the member `m` acts for in their organization. */
export const memberCustomerJoinSql = `LEFT JOIN customer_members cm ON cm.organization_id = m.organization_id AND cm.user_id = m.user_id
       LEFT JOIN customers c ON c.id = cm.customer_id AND c.organization_id = m.organization_id`;

/** When the customer was suspended that a member acts for, as an SQL expression; the names are our own. */
export function memberStoppedSql(organizationId: string, userId: string): string {
  return `(SELECT stopped.suspended_at FROM customer_members acting JOIN customers stopped ON stopped.id = acting.customer_id
            WHERE acting.organization_id = ${organizationId} AND acting.user_id = ${userId})`;
}

/** The credits of a customer that requests take from, of every product that customers use. */
export function customerCredits(
  { customer_credits: credits }: Partial<MemberCustomerColumns>,
  environment: Environment,
): HeldCredits[] {
  return credits ? [{ ...grantOf(credits), of: "customer", product: null, environment }] : [];
}

const Plans = z.record(z.string(), z.string());

/** The customer of a key, or that a member acts for; null where there is none. */
export function customerOf(row: Partial<CustomerColumns>): KeyCustomer | null {
  const { customer_id: id = null, customer_external_id: externalId = null } = row;
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
