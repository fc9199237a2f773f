import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { PrismaSession } from "@/lib/platform/database";
import { recordKeyEvents } from "./key-events";
import { reachOf } from "./key-reach";

/**
 * Revokes the live keys that were made with a key, with those that it replaced, and with any of those in turn; returns
 * their ids. A caller's key ends only what it could end one by one. The key itself has to be revoked before: whoever is
 * making another one with it is waited for, or refused.
 */
export async function revokeDescendants(
  tx: PrismaSession,
  principal: Principal,
  keyId: string,
  now: Date,
): Promise<string[]> {
  const ended: string[] = [];
  for (;;) {
    const ids = await holdDescendants(tx, keyId, now);
    const found = await tx.apiKey.findMany({
      where: { AND: [{ id: { in: ids } }, { id: { notIn: ended } }, reachOf(principal)] },
    });
    // Until nothing new is found: some may have been making keys while they were waited for.
    if (found.length === 0) return ended;
    await tx.apiKey.updateMany({ where: { id: { in: found.map(({ id }) => id) } }, data: { revokedAt: now } });
    await recordKeyEvents(tx, principal, "key.revoked", found, { revoked_with: keyId });
    ended.push(...found.map(({ id }) => id));
  }
}

/** Ids of live descendants, locked in one order. A key that took a descendant's place is one too, whoever rotated it. */
async function holdDescendants(tx: PrismaSession, keyId: string, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line (id) AS (
      SELECT ${keyId} UNION SELECT k.id FROM api_keys k JOIN line ON k.replaced_by_id = line.id
    ), made (id, replaced_by_id) AS (
      SELECT k.id, k.replaced_by_id FROM api_keys k JOIN line ON k.created_by_key_id = line.id
      UNION
      SELECT k.id, k.replaced_by_id FROM made
        JOIN api_keys k ON k.created_by_key_id = made.id OR k.id = made.replaced_by_id
    )
    SELECT id FROM api_keys
     WHERE id IN (SELECT id FROM made) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})
     ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}
