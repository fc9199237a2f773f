import "server-only";
import { inPool } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { keysFoundBy } from "@/lib/tenancy/find-keys";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import type { Elsewhere } from "@/lib/tenancy/live-keys";
import { keysInState } from "@/lib/tenancy/live-keys";
import type { KeyFilter } from "./contract";
import { keyNamed } from "./find-key";
import { keysOfConcern, keysOfOneConcern } from "./key-concerns";
import { reachOf } from "./key-reach";
import { readRejectedKeys } from "./rejected-keys";
import { type ReplacedKey, readReplacedKeys } from "./replaced-keys";

/** The keys that a caller may see and that a filter leaves, and those that stand below others of them. */
export type FilteredKeys = { where: Prisma.ApiKeyWhereInput; replaced: readonly ReplacedKey[] };

/** Reads what a filter means now. */
export async function filterKeys(principal: Principal, filter: KeyFilter, nowMs: number): Promise<FilteredKeys> {
  const { product, environment, status, review, concern, search, customer_id, external_id } = filter;
  const { organizationId } = principal;
  const ask = inPool(runtime().database.pool);
  const now = new Date(nowMs);
  const isGrouped = filter.grouped === "true" && seesAll(principal);
  const needsStates = status !== undefined || review !== undefined || concern !== undefined || isGrouped;
  const elsewhere: Elsewhere = needsStates
    ? await readElsewhere(ask, organizationId, now)
    : { stoppedIds: [], suspendedIds: [] };
  const [replaced, rejectedIds] = await Promise.all([
    isGrouped ? readReplacedKeys(ask, organizationId, now, elsewhere) : [],
    concern === "rejected" ? readRejectedKeys(ask, organizationId, nowMs) : [],
  ]);
  return {
    replaced,
    where: {
      AND: [
        reachOf(principal),
        { ...(product ? { product } : {}), ...(environment ? { environment } : {}) },
        customer_id ? { customerId: customer_id } : {},
        filter.tag ? { tags: { has: filter.tag } } : {},
        external_id ? { customer: { organizationId, externalId: external_id } } : {},
        status ? keysInState(status, now, elsewhere) : {},
        review ? keysOfConcern(nowMs, elsewhere) : {},
        concern ? keysOfOneConcern(concern, nowMs, elsewhere, rejectedIds) : {},
        replaced.length > 0 ? { id: { notIn: replaced.map(({ id }) => id) } } : {},
        search ? await matching(search, replaced) : {},
      ],
    },
  };
}

/** Only who sees all keys of the organization sees with each key those that it replaced. */
function seesAll({ scopes, kind }: Principal): boolean {
  return scopes === "all" && kind !== "user-key";
}

/** Keys that a search finds, and those below which a list shows one that it finds. */
async function matching(search: string, replaced: readonly ReplacedKey[]): Promise<Prisma.ApiKeyWhereInput> {
  const { pool, prisma } = runtime().database;
  const found = { OR: [await keysFoundBy(pool, search), keyNamed(search)] };
  if (replaced.length === 0) return found;
  const below = await prisma.apiKey.findMany({
    where: { AND: [{ id: { in: replaced.map(({ id }) => id) } }, found] },
    select: { lineId: true },
  });
  return { OR: [found, { lineId: { in: below.map(({ lineId }) => lineId) }, replacedById: null }] };
}
