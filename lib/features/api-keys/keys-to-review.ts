import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import { inPool } from "@/lib/access/key-lineage";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import { keysInState } from "@/lib/tenancy/live-keys";
import { concernsAsOf, keysOfConcern } from "./key-concerns";
import { reachOf } from "./key-reach";

const shown = 6;

/** Why a key wants a look, and since or until when. */
export type KeyConcern = Pick<ApiKeyRow, "id" | "name" | "environment"> & {
  reason: "expires" | "unused" | "never-used";
  /** When it expires, was last used, or was created (ISO 8601). */
  at: string;
};

/**
 * Active keys of the organization that want a look. First come those that expire within 14 days, soonest first, then
 * those idle for 30 days, longest first. At most six, with the number of all.
 */
export async function keysToReview(principal: UserPrincipal): Promise<{ concerns: KeyConcern[]; total: number }> {
  const { clock, database } = runtime();
  const { apiKey } = database.prisma;
  const nowMs = clock.now();
  const elsewhere = await readElsewhere(inPool(database.pool), principal.organizationId, new Date(nowMs));
  const { expires, unused, neverUsed } = concernsAsOf(nowMs, elsewhere);
  const mine = reachOf(principal);
  const first = (where: Prisma.ApiKeyWhereInput, by: "expiresAt" | "lastUsedAt" | "createdAt") =>
    apiKey.findMany({ where: { AND: [mine, where] }, orderBy: [{ [by]: "asc" }, { id: "asc" }], take: shown });
  const [expiring, idle, untouched, total] = await Promise.all([
    first(expires, "expiresAt"),
    first(unused, "lastUsedAt"),
    first(neverUsed, "createdAt"),
    apiKey.count({ where: { AND: [mine, keysOfConcern(nowMs, elsewhere)] } }),
  ]);
  const concern = (reason: KeyConcern["reason"], by: "expiresAt" | "lastUsedAt" | "createdAt") => (row: ApiKeyRow) => ({
    id: row.id,
    name: row.name,
    environment: row.environment,
    reason,
    at: row[by]?.toISOString() ?? "",
  });
  const lying = [...idle.map(concern("unused", "lastUsedAt")), ...untouched.map(concern("never-used", "createdAt"))];
  const concerns = [
    ...expiring.map(concern("expires", "expiresAt")),
    ...lying.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
  ];
  return { concerns: concerns.slice(0, shown), total };
}

/** What the first steps are about: the newest active key, null without one, and whether any key was ever used. */
export async function firstKeyOf(principal: UserPrincipal) {
  const { clock, database } = runtime();
  const { apiKey } = database.prisma;
  const now = new Date(clock.now());
  const elsewhere = await readElsewhere(inPool(database.pool), principal.organizationId, now);
  const active = { AND: [reachOf(principal), keysInState("active", now, elsewhere)] };
  const [newest, used] = await Promise.all([
    apiKey.findFirst({ where: active, orderBy: { createdAt: "desc" }, select: { product: true, scopes: true } }),
    apiKey.findFirst({ where: { ...active, lastUsedAt: { not: null } }, select: { id: true } }),
  ]);
  // Stored keys are of products of the catalogue.
  return { newest: newest && { ...newest, product: newest.product as ProductId }, isUsed: used !== null };
}

/** The newest active key that the reader made themselves for a product's development data; null without one. */
export async function ownDevelopmentKey(
  principal: UserPrincipal,
  product: ProductId,
): Promise<{ id: string; hint: string } | null> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const elsewhere = await readElsewhere(inPool(database.pool), principal.organizationId, now);
  const own = { product, environment: "development" as const, createdById: principal.userId };
  const found = await database.prisma.apiKey.findFirst({
    where: { AND: [reachOf(principal), keysInState("active", now, elsewhere), own] },
    orderBy: { createdAt: "desc" },
  });
  return found && { id: found.id, hint: found.secretHint };
}
