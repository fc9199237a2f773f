import "server-only";
import { keysWhere } from "@/lib/access/keys-where";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { endMadeApps } from "./end-apps";
import type { Ending, Makers } from "./ending";
import { type Actor, recordKeyEvents } from "./key-events";
import { liveKeys, liveSql } from "./live-keys";

/** An ending that no one in particular asked for. */
export const byItself: Actor = { actorId: null, credentialId: null };

const keysAt = (place: string) => Prisma.raw(keysWhere(place));

/** Keys that ended, and the subjects to announce: theirs, and those of the OAuth apps that ended with them. */
export type Ended = { keyIds: string[]; subjects: string[] };

/**
 * Revokes the live keys that were made with ended credentials, with the keys that those replaced, and with any of these
 * in turn. Revokes too the OAuth apps that any of them made. Their makers have to be ended before: a transaction that
 * makes another one is waited for, or refused. All are of their makers' organization.
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

/** Lets no live descendant of a key or token last longer than `expiresAt`, as each one's event tells; returns the ids of the keys that would have. */
export async function shortenDescendants(
  tx: PrismaSession,
  makers: Makers,
  expiresAt: Date,
  ending: Ending,
): Promise<string[]> {
  const ids = await holdDescendants(tx, makers, ending.now);
  const found = await tx.apiKey.findMany({
    where: { id: { in: ids }, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] },
    select: { id: true, expiresAt: true },
  });
  if (found.length === 0) return [];
  const endBefore = new Map(found.map((key) => [key.id, key.expiresAt]));
  const shortened = await tx.apiKey.updateManyAndReturn({
    where: { id: { in: [...endBefore.keys()] } },
    data: { expiresAt },
  });
  await recordKeyEvents(tx, ending.actor, "key.updated", shortened, ({ id }) => {
    const before = endBefore.get(id);
    return {
      changed: ["expires_in_days"],
      before: { expires_at: before ? wholeSecond(before) : null },
      after: { expires_at: wholeSecond(expiresAt) },
      shortened_with: ending.with,
    };
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
      UNION SELECT line.id, k.id FROM line, ${keysAt("replaced_by_id = line.member")} k
    )
    SELECT DISTINCT id FROM line
     WHERE EXISTS (SELECT FROM ${keysAt("created_by_key_id = member")} made)
        OR EXISTS (SELECT FROM oauth_apps WHERE created_by_key_id = member)
        OR EXISTS (SELECT FROM oauth_app_secrets WHERE created_by_key_id = member)
        OR member IN (SELECT payload->>'keyId' FROM oauth_artifacts WHERE model = 'InitialAccessToken')`;
  return new Set(rows.map(({ id }) => id));
}

/** Which of some keys have a live one among those that took their place by rotation: what they made then goes on. */
export async function withLiveSuccessor(
  tx: PrismaSession,
  keyIds: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (keyIds.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE later (key_id, successor_id) AS (
      SELECT id, replaced_by_id FROM api_keys WHERE id = ANY (${[...keyIds]}::text[])
      UNION SELECT later.key_id, k.replaced_by_id FROM later, ${keysAt("id = later.successor_id")} k
    )
    SELECT DISTINCT key_id AS id FROM later JOIN api_keys ON id = successor_id WHERE ${liveSql(now)}`;
  return new Set(rows.map(({ id }) => id));
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
      UNION SELECT k.id FROM line, ${keysAt("replaced_by_id = line.id")} k
    ), made (id, replaced_by_id) AS (
      (SELECT k.id, k.replaced_by_id FROM line, ${keysAt("created_by_key_id = line.id")} k
        UNION ALL SELECT id, replaced_by_id FROM api_keys WHERE created_by_token_id = ANY (${[...tokenIds]}::text[]))
      UNION
      SELECT k.id, k.replaced_by_id FROM made, ${keysAt("created_by_key_id = made.id OR id = made.replaced_by_id")} k
    )
    SELECT id FROM api_keys
     WHERE id = ANY (ARRAY (SELECT id FROM made)) AND ${liveSql(now)}
     ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}
