import "server-only";
import { isLive } from "@/lib/access/key-life";
import type { Ask } from "@/lib/access/key-lineage";
import { keysWhere } from "@/lib/access/keys-where";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { withLiveSuccessor } from "@/lib/tenancy/end-keys";
import type { Elsewhere } from "@/lib/tenancy/live-keys";
import { stateSql } from "@/lib/tenancy/live-keys";

/** A key that was replaced and still works, and the newest key of its line, below which a grouped list shows it. */
export type ReplacedKey = { id: string; lineId: string };

/**
 * The keys of an organization that were replaced by a rotation and still work, as far as the newest of their line works
 * too. A list must not hide a live key below one that has ended.
 */
export async function readReplacedKeys(
  ask: Ask,
  organizationId: string,
  now: Date,
  { stoppedIds, suspendedIds }: Elsewhere,
): Promise<ReplacedKey[]> {
  return ask<ReplacedKey>(replacedSql, [organizationId, now.toISOString(), stoppedIds, suspendedIds]);
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

const works = (key: string) =>
  `${stateSql(key, { at: "$2::timestamptz", stopped: "$3::text[]", suspended: "$4::text[]" })} = 'active'`;

const replacedSql = `
  SELECT old.id, old.line_id AS "lineId"
    FROM api_keys old, ${keysWhere("line_id = old.line_id")} newest
   WHERE old.organization_id = $1 AND old.replaced_by_id IS NOT NULL AND ${works("old")}
     AND newest.organization_id = $1 AND newest.replaced_by_id IS NULL AND ${works("newest")}`;
