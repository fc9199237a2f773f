import "server-only";
import { readCustomerLimits, readCustomerPlans } from "@/lib/access/customer-record";
import { managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Customer as CustomerRow } from "@/lib/generated/prisma/client";
import { creditViews } from "@/lib/http/credits-view";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Customer } from "./contract";

/** Stored customers as a caller sees them, in the same order; a new or changed one's in its own transaction. */
export async function viewsOf(
  prisma: PrismaSession,
  principal: Principal,
  rows: readonly CustomerRow[],
): Promise<Customer[]> {
  const holders = rows.map(({ id: holder }) => ({ holder, environment: "production" as const }));
  const credits = await creditViews(prisma, "customer", holders, runtime().clock.now());
  return rows.map((row) => viewBy(principal, row, credits.get(row.id) ?? null));
}

/** One customer in the same way. */
export async function viewOf(prisma: PrismaSession, principal: Principal, row: CustomerRow): Promise<Customer> {
  const [view] = await viewsOf(prisma, principal, [row]);
  if (!view) throw new Error("a customer has a view");
  return view;
}

/** To a management key for some products, plans and limits of others are nothing. */
function viewBy(principal: Principal, row: CustomerRow, credits: Customer["credits"]): Customer {
  return {
    id: row.id,
    external_id: row.externalId,
    name: row.name,
    metadata: isObject(row.metadata) ? row.metadata : {},
    plans: seen(principal, readCustomerPlans(row.plans)),
    limits: seen(principal, readCustomerLimits(row.limits)),
    credits,
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
