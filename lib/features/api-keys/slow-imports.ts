import "server-only";
import type { Principal } from "@/lib/access/principal";
import { whyNotSlowHash } from "@/lib/access/slow-hash";
import { digestOf, mostAlike, waitingHashOf } from "@/lib/access/slow-keys";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import type { ImportedKey } from "./import-contract";
import type { ImportedRowFields } from "./insert-imported";

type SlowHash = ImportedKey["hash"];

/** What of a batch's hashes with a salt can be taken: a few that begin alike, and each once. */
export type SlowRoom = {
  /** Throws what a refused row is answered with. */
  take(
    principal: Principal,
    hash: SlowHash,
  ): NonNullable<ImportedRowFields["slow"]> & {
    /** What stands in place of the key's own hash. */
    waitingHash: string;
  };
};

/** Imports of such hashes wait for each other until their transactions end. */
const lockName = "imports of hashes with a salt";

/** How many keys begin alike already, whoever's they are, and which of the hashes are there. */
export async function slowRoom(tx: PrismaSession, hashes: readonly SlowHash[]): Promise<SlowRoom> {
  if (hashes.length === 0) return roomIn(new Set(), new Map());
  await lockUntilCommit(tx, lockName);
  const digests = hashes.map(({ value }) => digestOf(value));
  const beginnings = [...new Set(hashes.flatMap(({ beginning }) => beginning ?? []))];
  const there = await tx.slowKeyHash.findMany({ where: { digest: { in: digests } }, select: { digest: true } });
  return roomIn(new Set(there.map(({ digest }) => digest)), await countAlike(tx, beginnings));
}

/** How many keys that wait, and were not revoked, have beginnings of which one begins with the other: all of these are tried for the longer. */
async function countAlike(tx: PrismaSession, beginnings: readonly string[]): Promise<Map<string, number>> {
  // By the bytes of visible ASCII: what begins with a text lies between it and the same with a character beyond all of these.
  const rows = await tx.$queryRaw<{ beginning: string; count: number }[]>`
    SELECT named.beginning, (SELECT count(*)::int FROM (
             SELECT 1 FROM slow_key_hashes s JOIN api_keys k ON k.id = s.key_id
              WHERE s.hash IS NOT NULL AND k.revoked_at IS NULL
                AND s.beginning COLLATE "C" >= named.beginning AND s.beginning COLLATE "C" < named.beginning || chr(127)
             UNION ALL
             SELECT 1 FROM slow_key_hashes s JOIN api_keys k ON k.id = s.key_id
              WHERE s.hash IS NOT NULL AND k.revoked_at IS NULL
                AND s.beginning COLLATE "C" = ANY (ARRAY(
                      SELECT left(named.beginning, size) FROM generate_series(1, length(named.beginning) - 1) AS size))
             LIMIT ${mostAlike}) AS alike) AS count
      FROM unnest(${beginnings}::text[]) AS named (beginning)`;
  return new Map(rows.map(({ beginning, count }) => [beginning, count]));
}

function roomIn(digests: Set<string>, stored: ReadonlyMap<string, number>): SlowRoom {
  /** Of this batch: how many have a beginning, and how many one that begins with a text. */
  const exactly = new Map<string, number>();
  const within = new Map<string, number>();
  const raise = (counts: Map<string, number>, text: string) => counts.set(text, (counts.get(text) ?? 0) + 1);
  const partsOf = (beginning: string) =>
    Array.from({ length: beginning.length - 1 }, (_, at) => beginning.slice(0, at + 1));
  const alike = (beginning: string) =>
    partsOf(beginning).reduce(
      (sum, part) => sum + (exactly.get(part) ?? 0),
      (stored.get(beginning) ?? 0) + (within.get(beginning) ?? 0),
    );
  const note = (beginning: string) => {
    raise(exactly, beginning);
    for (const part of [beginning, ...partsOf(beginning)]) raise(within, part);
  };
  return {
    take(principal, { algorithm, value, beginning }) {
      // Each makes whoever shows what begins alike a burden to all: that is for those whom the deployment's administrators trust.
      if (principal.kind !== "management-key") {
        throw new ApiError("forbidden", "Only a management key or the operator imports hashes with a salt");
      }
      if (algorithm === "sha256") throw new Error("a SHA-256 has no salt");
      const problem = whyNotSlowHash(algorithm, value);
      if (problem !== null) throw invalidField("hash.value", problem);
      if (beginning === undefined)
        throw invalidField("hash.beginning", "is required: a hash with a salt cannot be looked up");
      const digest = digestOf(value);
      if (digests.has(digest)) throw alreadyThere();
      if (alike(beginning) >= mostAlike) {
        const message = `and those of ${mostAlike} keys that were not used yet begin alike: name more of the keys`;
        throw invalidField("hash.beginning", message);
      }
      note(beginning);
      digests.add(digest);
      return { beginning, digest, hash: value, waitingHash: waitingHashOf(digest) };
    },
  };
}

/** Stores what keys with such hashes are found by. */
export async function insertSlowHashes(tx: PrismaSession, rows: readonly ImportedRowFields[]): Promise<void> {
  const data = rows.flatMap(({ id: keyId, slow }) =>
    slow ? [{ keyId, beginning: slow.beginning, digest: slow.digest, hash: slow.hash }] : [],
  );
  if (data.length > 0) await tx.slowKeyHash.createMany({ data });
}

/** The same words for every organization's: they tell nobody whose. */
export function alreadyThere(): ApiError {
  return new ApiError("conflict", "A key with this hash was imported before");
}
