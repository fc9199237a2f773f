import "server-only";
import { inSession } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import { findKey, noSuchKey } from "./find-key";
import type { ApiKeyDetail } from "./key-contract";
import { reachOf } from "./key-reach";
import { viewOf } from "./key-view";

/** One key that the caller may see, or null. */
export async function getApiKey(principal: Principal, id: string): Promise<ApiKeyDetail | null> {
  const row = await findKey(runtime().database.prisma, principal, id);
  return row && detailOf(principal, row);
}

/** The same; 404 for a key that is not there or not theirs to see. */
export async function readApiKey(principal: Principal, id: string): Promise<{ data: ApiKeyDetail }> {
  const data = await getApiKey(principal, id);
  if (!data) throw noSuchKey();
  return { data };
}

/** A stored key with what belongs to its rotations. */
export async function detailOf(principal: Principal, row: ApiKeyRow): Promise<ApiKeyDetail> {
  const { database, clock } = runtime();
  const nowMs = clock.now();
  const [view, before] = await Promise.all([
    viewOf(database.prisma, principal, row, nowMs),
    database.prisma.apiKey.findFirst({
      where: { AND: [{ replacedById: row.id }, reachOf(principal)] },
      orderBy: { createdAt: "desc" },
    }),
  ]);
  const states = before && (await readKeyStates(inSession(database.prisma), [before.id], nowMs));
  return {
    ...view,
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    expiresBeforeRotation: row.expiresBeforeRotation?.toISOString() ?? null,
    replaces: before && {
      id: before.id,
      hint: before.secretHint,
      works: states?.get(before.id) === "active",
      expiresAt: before.expiresAt?.toISOString() ?? null,
      lastUsedAt: before.lastUsedAt?.toISOString() ?? null,
    },
  };
}
