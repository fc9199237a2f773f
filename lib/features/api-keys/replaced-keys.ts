import "server-only";
import { isLive } from "@/lib/access/key-life";
import type { Ask } from "@/lib/access/key-lineage";
import type { Elsewhere } from "@/lib/access/key-standing";
import { keysWhere } from "@/lib/access/keys-where";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { withLiveSuccessor } from "@/lib/tenancy/end-keys";

/** A key that was replaced and still works, and the newest key of its line, below which a grouped list shows it. */
export type ReplacedKey = { id: string; lineId: string };

/**
 * The keys of an organization that were replaced by a rotation and still work, as far as the newest of their line works too:
 * a list must not hide a live key below one that has ended.
 */
export async function readReplacedKeys(
  ask: Ask,
  organizationId: string,
  now: Date,
  { stoppedIds, suspendedIds }: Elsewhere,
): Promise<ReplacedKey[]> {
  const rows = await ask<{ id: string; line_id: string; newest_id: string }>(replacedSql, [
    organizationId,
    now.toISOString(),
  ]);
  const stopped = new Set([...stoppedIds, ...suspendedIds]);
  return rows
    .filter(({ id, newest_id }) => !stopped.has(id) && !stopped.has(newest_id))
    .map(({ id, line_id }) => ({ id, lineId: line_id }));
}

/** The ids of those of some keys that were rotated and still live, while all that took their place has ended. */
export async function endingUnreplaced(
  tx: PrismaSession,
  keys: readonly ApiKeyRow[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const ids = keys.filter((key) => key.replacedById !== null && isLive(key, nowMs)).map(({ id }) => id);
  const replaced = await withLiveSuccessor(tx, ids, new Date(nowMs));
  return new Set(ids.filter((id) => !replaced.has(id)));
}

const live = (key: string) =>
  `${key}.revoked_at IS NULL AND ${key}.disabled_at IS NULL AND (${key}.expires_at IS NULL OR ${key}.expires_at > $2::timestamptz)`;

const replacedSql = `
  SELECT old.id, old.line_id, newest.id AS newest_id
    FROM api_keys old, ${keysWhere("line_id = old.line_id")} newest
   WHERE old.organization_id = $1 AND old.replaced_by_id IS NOT NULL AND ${live("old")}
     AND newest.organization_id = $1 AND newest.replaced_by_id IS NULL AND ${live("newest")}`;
