import "server-only";
import type pg from "pg";
import { type PruneOptions, prune } from "@/lib/platform/prune";

/** What can be used once only is kept beyond its expiry, so that a late repetition is known for what it is. */
const keptForMs = 86_400_000;
/** Everything else too, for clocks that disagree; not longer, because anybody can begin an authorization. */
const spareMs = 3_600_000;
/** Far longer than a refresh is answered again. */
const answerKeptForMs = 600_000;

/**
 * Removes OAuth codes, tokens and grants whose time is over, and the sealed answers that repeated refreshes got. After
 * the window no answer needs a refresh token to be readable.
 */
export function pruneArtifacts(pool: pg.Pool, nowMs: number, options?: PruneOptions): Promise<void> {
  const table = "oauth_artifacts";
  return prune(
    pool,
    [
      {
        table,
        where: "expires_at < $1 OR (expires_at < $2 AND model NOT IN ('AuthorizationCode', 'RefreshToken'))",
        values: [new Date(nowMs - keptForMs), new Date(nowMs - spareMs)],
      },
      {
        table,
        set: "payload = payload - 'answer'",
        where: "model = 'RefreshToken' AND consumed_at < $1 AND payload ? 'answer'",
        values: [new Date(nowMs - answerKeptForMs)],
      },
    ],
    options,
  );
}
