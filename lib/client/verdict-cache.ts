import { isOverLimit } from "./decision";
import type { Verdict } from "./verdict";

/** How many verdicts are kept at most; beyond it the oldest go. */
const mostKept = 10_000;

/** What a verifier keeps, so that it asks less often. It lets nobody pass a limit: what it lets pass was counted before. */
export type CacheOptions = {
  /** How long a verdict counts at most, in seconds, up to 60. So long may a key go on that was revoked, too. */
  seconds: number;
  /** How many requests of a key are counted at once, 1 to 100; those that do not come within `seconds` are counted in vain. 1 where absent. */
  ahead?: number;
};

type Kept = { verdict: Verdict; keptMs: number; untilMs: number; left: number; cost: number };

export type VerdictCache = {
  /** How many requests a question counts at once. */
  aheadOf(cost: number): number;
  /** A verdict that still holds, and the request is taken from what was counted ahead; null where the deployment is to be asked. */
  take(digest: string): Verdict | null;
  keep(digest: string, verdict: Verdict, cost: number, ahead: number): void;
};

const mostCost = 1_000;

/** A cache of verdicts by the digest of their questions; throws RangeError for options beyond their bounds. */
export function createVerdictCache({ seconds, ahead = 1 }: CacheOptions, now: () => number): VerdictCache {
  if (!(seconds > 0 && seconds <= 60)) throw new RangeError("cache.seconds must be above 0 and at most 60");
  if (!(Number.isInteger(ahead) && ahead >= 1 && ahead <= 100)) throw new RangeError("cache.ahead must be 1 to 100");
  const kept = new Map<string, Kept>();
  return {
    aheadOf: (cost) => Math.max(1, Math.min(ahead, Math.floor(mostCost / cost))),
    take(digest) {
      const entry = kept.get(digest);
      if (!entry) return null;
      const nowMs = now();
      if (nowMs >= entry.untilMs || (entry.verdict.valid && entry.left === 0)) {
        kept.delete(digest);
        return null;
      }
      if (!entry.verdict.valid) return waited(entry, nowMs);
      entry.left -= 1;
      return withLeft(entry.verdict, entry.left * entry.cost);
    },
    keep(digest, verdict, cost, counted) {
      const nowMs = now();
      const mostMs = seconds * 1_000;
      // A limit lifts by itself; a limit that waiting does not lift is not asked again and again.
      const liftedMs = isOverLimit(verdict) && verdict.retryAfter !== null ? verdict.retryAfter * 1_000 : mostMs;
      const expiresMs = verdict.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(verdict.expiresAt);
      const untilMs = Math.min(
        nowMs + Math.min(mostMs, liftedMs),
        verdict.valid ? expiresMs : Number.POSITIVE_INFINITY,
      );
      kept.delete(digest);
      kept.set(digest, { verdict, keptMs: nowMs, untilMs, left: counted - 1, cost });
      if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? "");
    },
  };
}

/** What was counted ahead is still there for the key. */
export function withLeft(verdict: Verdict, requests: number): Verdict {
  const limits = verdict.limits.map((window) => ({ ...window, remaining: window.remaining + requests }));
  const credits = verdict.credits && { ...verdict.credits, remaining: verdict.credits.remaining + requests };
  return { ...verdict, limits, credits };
}

function waited({ verdict, keptMs }: Kept, nowMs: number): Verdict {
  if (verdict.retryAfter === null) return verdict;
  return { ...verdict, retryAfter: Math.max(1, Math.ceil(verdict.retryAfter - (nowMs - keptMs) / 1_000)) };
}
