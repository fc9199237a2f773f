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
  const counts = await tx.slowKeyHash.groupBy({
    by: ["beginning"],
    where: { beginning: { in: beginnings }, hash: { not: null } },
    _count: true,
  });
  return roomIn(
    new Set(there.map(({ digest }) => digest)),
    new Map(counts.map(({ beginning, _count }) => [beginning, _count])),
  );
}

function roomIn(taken: Set<string>, alike: Map<string, number>): SlowRoom {
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
      if (taken.has(digest)) throw alreadyThere();
      const count = alike.get(beginning) ?? 0;
      if (count >= mostAlike) {
        throw invalidField(
          "hash.beginning",
          `is that of ${mostAlike} keys that were not used yet: name more of the key`,
        );
      }
      alike.set(beginning, count + 1);
      taken.add(digest);
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
