import "server-only";
import { readCustomerLimits, readCustomerPlans } from "@/lib/access/customer-record";
import { managesProduct, type Principal } from "@/lib/access/principal";
import type { Customer as CustomerRow } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Customer } from "./contract";

/** A stored customer as a caller sees them: to a management key for some products, plans and limits of others are nothing. */
export function viewOf(principal: Principal, row: CustomerRow): Customer {
  return {
    id: row.id,
    external_id: row.externalId,
    name: row.name,
    metadata: isObject(row.metadata) ? row.metadata : {},
    plans: seen(principal, readCustomerPlans(row.plans)),
    limits: seen(principal, readCustomerLimits(row.limits)),
    suspended: row.suspendedAt !== null,
    suspended_at: row.suspendedAt?.toISOString() ?? null,
    created_at: wholeSecond(row.createdAt),
    updated_at: row.updatedAt.toISOString(),
  };
}

function seen<Value>(principal: Principal, byProduct: Record<string, Value>): Record<string, Value> {
  if (principal.managedProducts === undefined) return byProduct;
  return Object.fromEntries(Object.entries(byProduct).filter(([product]) => managesProduct(principal, product)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
