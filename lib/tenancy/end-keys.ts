import "server-only";
import { liveKeys, liveSql } from "@/lib/access/live-keys";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { endMadeApps } from "./end-apps";
import type { Ending, Makers } from "./ending";
import { type Actor, recordKeyEvents } from "./key-events";

/** An ending that no one in particular asked for. */
export const byItself: Actor = { actorId: null, credentialId: null };

/** Keys that ended, and the subjects to announce: theirs, and those of the OAuth apps that ended with them. */
export type Ended = { keyIds: string[]; subjects: string[] };

/**
 * Revokes the live keys that were made with ended credentials, with the keys that those replaced, and with any of these
 * in turn; and the OAuth apps that any of them made. Their makers have to be ended before: a transaction that makes another
 * one is waited for, or refused. All are of their makers' organization.
 */
export async function endDescendants(tx: PrismaSession, makers: Makers, ending: Ending): Promise<Ended> {
  const keyIds = await endMadeKeys(tx, makers, ending);
  const { keyIds: makingKeys = [], tokenIds = [] } = makers;
  const apps = await endMadeApps(tx, { keyIds: [...makingKeys, ...keyIds], tokenIds }, ending);
  return { keyIds, subjects: [...keyIds.map((id) => `key:${id}`), ...apps] };
}

async function endMadeKeys(tx: PrismaSession, makers: Makers, ending: Ending): Promise<string[]> {
  const ended: string[] = [];
  for (;;) {
    const ids = await holdDescendants(tx, makers, ending.now);
    const found = await tx.apiKey.findMany({ where: { id: { in: ids, notIn: ended } } });
    // Until nothing new is found: some may have been making keys while they were waited for.
    if (found.length === 0) return ended;
    await tx.apiKey.updateMany({
      where: { id: { in: found.map(({ id }) => id) } },
      data: { revokedAt: ending.now },
    });
    await recordKeyEvents(tx, ending.actor, "key.revoked", found, { revoked_with: ending.with });
    ended.push(...found.map(({ id }) => id));
  }
}

/** Lets no live descendant of a key or token last longer than `expiresAt`; returns the ids of the keys that would have. */
export async function shortenDescendants(
  tx: PrismaSession,
  makers: Makers,
  expiresAt: Date,
  now: Date,
): Promise<string[]> {
  const ids = await holdDescendants(tx, makers, now);
  const shortened = await tx.apiKey.updateManyAndReturn({
    where: { id: { in: ids }, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] },
    data: { expiresAt },
    select: { id: true },
  });
  return shortened.map(({ id }) => id);
}

/** Ends the live keys that a condition finds, and what was made with them and with ended tokens. */
export async function endKeys(
  tx: PrismaSession,
  where: Prisma.ApiKeyWhereInput,
  tokenIds: readonly string[],
  ending: Ending,
): Promise<Ended> {
  const keys = await tx.apiKey.updateManyAndReturn({
    where: { AND: [where, liveKeys(ending.now)] },
    data: { revokedAt: ending.now },
  });
  await recordKeyEvents(tx, ending.actor, "key.revoked", keys, { revoked_with: ending.with });
  const keyIds = keys.map(({ id }) => id);
  const made = await endDescendants(tx, { keyIds, tokenIds }, ending);
  return {
    keyIds: [...keyIds, ...made.keyIds],
    subjects: [...keyIds.map((id) => `key:${id}`), ...made.subjects],
  };
}

/** Which of some keys, or of those whose place they took, made anything that ends with its maker. */
export async function makersAmong(tx: PrismaSession, keyIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line (id, member) AS (
      SELECT id, id FROM unnest(${[...keyIds]}::text[]) AS ended (id)
      UNION SELECT line.id, k.id FROM api_keys k JOIN line ON k.replaced_by_id = line.member
    )
    SELECT DISTINCT id FROM line
     WHERE EXISTS (SELECT FROM api_keys WHERE created_by_key_id = member)
        OR EXISTS (SELECT FROM oauth_apps WHERE created_by_key_id = member)
        OR EXISTS (SELECT FROM oauth_app_secrets WHERE created_by_key_id = member)
        OR member IN (SELECT payload->>'keyId' FROM oauth_artifacts WHERE model = 'InitialAccessToken')`;
  return new Set(rows.map(({ id }) => id));
}

/** Whether a key that took this one's place by rotation still lives: what this one made then goes on. */
export async function hasLiveSuccessor(tx: PrismaSession, key: ApiKeyRow, now: Date): Promise<boolean> {
  const later = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE later (id) AS (
      SELECT replaced_by_id FROM api_keys WHERE id = ${key.id}
      UNION SELECT k.replaced_by_id FROM later JOIN api_keys k ON k.id = later.id
    )
    SELECT id FROM api_keys
     WHERE id IN (SELECT id FROM later) AND ${liveSql(now)} LIMIT 1`;
  return later.length > 0;
}

/** Ids of live descendants, locked in one order. A key that took a descendant's place is one too. */
async function holdDescendants(
  tx: PrismaSession,
  { keyIds = [], tokenIds = [] }: Makers,
  now: Date,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line (id) AS (
      SELECT id FROM unnest(${[...keyIds]}::text[]) AS ended (id)
      UNION SELECT k.id FROM api_keys k JOIN line ON k.replaced_by_id = line.id
    ), made (id, replaced_by_id) AS (
      SELECT k.id, k.replaced_by_id FROM api_keys k
       WHERE k.created_by_key_id IN (SELECT id FROM line) OR k.created_by_token_id = ANY (${[...tokenIds]}::text[])
      UNION
      SELECT k.id, k.replaced_by_id FROM made
        JOIN api_keys k ON k.created_by_key_id = made.id OR k.id = made.replaced_by_id
    )
    SELECT id FROM api_keys
     WHERE id IN (SELECT id FROM made) AND ${liveSql(now)}
     ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}
