import "server-only";
import { vouchedProducts } from "@/lib/access/key-life";
import { inPool } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { BudgetLevel } from "@/lib/generated/prisma/enums";
import { newestFirst } from "@/lib/http/pagination";
import { containing } from "@/lib/platform/text-search";
import { keysFoundBy } from "@/lib/tenancy/find-keys";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import { unendedKeys } from "@/lib/tenancy/live-keys";
import { type OwnerChoice, type OwnerQuery, offeredOwners } from "./choice-contract";

/** Whose budgets are meant: those over an organization, or its own. */
export type Level = { organizationId: string; madeBy: BudgetLevel };

/** The keys that a budget can be of: neither a customer's key, nor one that only the deployment's administrators make, is found by who may do neither. */
export function keysOf({ organizationId, madeBy }: Level): Prisma.ApiKeyWhereInput {
  if (madeBy === "deployment") return { organizationId };
  return { organizationId, customerId: null, product: { notIn: vouchedProducts() } };
}

/**
 * What a budget can be of and matches, the newest first. Of a key that was replaced its replacement, and of what has
 * ended only what is asked for by its id.
 */
export async function findOwners(
  { organizationId }: Principal,
  { of, search, id }: OwnerQuery,
  madeBy: BudgetLevel,
): Promise<{ data: OwnerChoice[] }> {
  const { clock, database } = runtime();
  const first = { orderBy: newestFirst, take: offeredOwners };
  if (of === "customer") {
    const isNamed = search ? { OR: [{ name: containing(search) }, { externalId: containing(search) }] } : {};
    const wanted = id === undefined ? isNamed : { id };
    const found = await database.prisma.customer.findMany({ where: { organizationId, ...wanted }, ...first });
    return { data: found.map((row) => ({ id: row.id, name: row.name || row.externalId, hint: row.externalId })) };
  }
  const isNamed = search ? await keysFoundBy(database.pool, search) : {};
  const now = new Date(clock.now());
  const goesOn = async () => unendedKeys(now, await readElsewhere(inPool(database.pool), organizationId, now));
  const wanted = id === undefined ? [{ replacedById: null }, await goesOn(), isNamed] : [{ id }];
  const found = await database.prisma.apiKey.findMany({
    where: { AND: [keysOf({ organizationId, madeBy }), ...wanted] },
    ...first,
  });
  return { data: found.map((row) => ({ id: row.id, name: row.name, hint: row.secretHint })) };
}
