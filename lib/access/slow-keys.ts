import "server-only";
import { hash } from "node:crypto";
import type pg from "pg";
import type { Clock } from "@/lib/platform/clock";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { PasswordQueueFull, type Passwords } from "@/lib/platform/passwords";
import { type Asker, turnsOf } from "./asker";
import { isPlaceholder } from "./placeholder-keys";
import { beginningLength } from "./slow-algorithms";
import { isCheckable, matchesSlowHash } from "./slow-hash";

/** So many keys that wait for their first use may begin alike: each is a check for whoever shows what begins so. */
export const mostAlike = 10;

/** So many are tried for one text: more than imports let begin alike, which earlier ones counted less strictly. */
const mostTried = 2 * mostAlike;

/** What is stored in place of the hash of a key until its first use. */
export function waitingHashOf(digest: string): string {
  return `slow.${digest}`;
}

/** What a hash with a salt is known by, also after the key's first use. */
export function digestOf(slowHash: string): string {
  return hash("sha256", slowHash);
}

/** Keys from elsewhere that are known by hashes with a salt: found by how they begin, and checked one by one until their first use. */
export type SlowKeys = {
  /**
   * What is stored in place of the hash of the key that this is; null for none. Throws `PasswordQueueFull` where there is no room
   * for further checks, or for an asker whose checks led nowhere too often: never a no without knowing.
   */
  find(secret: string, asker: Asker): Promise<string | null>;
  /** Whether there are any that wait for their first use. */
  any(): Promise<boolean>;
};

type Options = { pool: pg.Pool; clock: Clock; passwords: Pick<Passwords, "matches" | "inTurn"> };

/** So many checks a minute may lead nowhere for one asker: an address, a /64 of IPv6, or who is named. */
const mostFailed = 30;
const minuteMs = 60_000;

export function createSlowKeys({ pool, clock, passwords }: Options): SlowKeys {
  /** A text and a hash fit each other or never do, whatever else changes: no pair is checked twice. */
  const judged = leastRecentlyUsed<boolean>(20_000);
  const failures = leastRecentlyUsed<{ sinceMs: number; count: number }>(10_000);

  function failuresOf(asker: string) {
    const known = failures.get(asker);
    return known && Math.abs(clock.now() - known.sinceMs) < minuteMs ? known : { sinceMs: clock.now(), count: 0 };
  }

  function noteFailures(asker: string, count: number) {
    const known = failuresOf(asker);
    if (count > 0) failures.set(asker, { ...known, count: known.count + count });
  }

  return {
    async any() {
      const { rows } = await pool.query<{ any: boolean }>(
        "SELECT EXISTS (SELECT FROM slow_key_hashes WHERE hash IS NOT NULL) AS any",
      );
      return rows[0]?.any === true;
    },
    async find(secret, asker) {
      const { candidates, isCut } = await readCandidates(pool, secret, asker.organizationId);
      if (candidates.length === 0 || isPlaceholder(hash("sha256", secret))) return null;
      const [wide, narrow] = turnsOf(asker);
      // Those of a text that one of the hashes is of were no guesses.
      let failed = 0;
      let isUnsure = isCut;
      for (const { digest, beginning, hash: slowHash } of candidates) {
        const pair = hash("sha256", `${digest} ${secret}`);
        const known = judged.get(pair);
        if (known === true) return waitingHashOf(digest);
        if (known === false) continue;
        if (!isCheckable(slowHash)) {
          isUnsure = true;
          continue;
        }
        if (failuresOf(narrow).count + failed >= mostFailed) {
          noteFailures(narrow, failed);
          throw new PasswordQueueFull("too many keys of this asker were none");
        }
        const turn = { path: [wide, narrow, `key ${beginning}`] as const };
        const fits = await matchesSlowHash(passwords, secret, slowHash, turn);
        judged.set(pair, fits);
        if (fits) return waitingHashOf(digest);
        failed += 1;
      }
      noteFailures(narrow, failed);
      if (isUnsure) throw new PasswordQueueFull("not all hashes that this may be of can be checked here");
      return null;
    },
  };
}

type Candidate = { digest: string; beginning: string; hash: string };

/** Keys that wait for their first use and begin like this, those that say the most of it first; `isCut` where there are more than are tried. */
async function readCandidates(
  pool: pg.Pool,
  secret: string,
  organizationId: string | null,
): Promise<{ candidates: Candidate[]; isCut: boolean }> {
  const beginnings: string[] = [];
  for (let length = beginningLength.least; length <= Math.min(beginningLength.most, secret.length - 1); length += 1) {
    beginnings.push(secret.slice(0, length));
  }
  const { rows } = await pool.query<Candidate>(
    `SELECT s.digest, s.beginning, s.hash FROM slow_key_hashes s JOIN api_keys k ON k.id = s.key_id
      WHERE s.hash IS NOT NULL AND s.beginning = ANY($1::text[]) AND k.secret_hash = 'slow.' || s.digest AND k.revoked_at IS NULL
        AND ($3::text IS NULL OR k.organization_id = $3)
      ORDER BY length(s.beginning) DESC, s.digest LIMIT $2`,
    [beginnings, mostTried + 1, organizationId],
  );
  return { candidates: rows.slice(0, mostTried), isCut: rows.length > mostTried };
}
