import "server-only";
import type pg from "pg";

/** What can be used once only is kept beyond its expiry, so that a late repetition is known for what it is. */
const keptForMs = 86_400_000;
/** Everything else too, for clocks that disagree; not longer, because anybody can begin an authorization. */
const spareMs = 3_600_000;
/** Far longer than a refresh is answered again. */
const answerKeptForMs = 600_000;

/**
 * Removes OAuth codes, tokens and grants whose time is over, and the sealed answers that repeated refreshes got: after the
 * window nobody needs a refresh token to be readable.
 */
export async function pruneArtifacts(pool: pg.Pool, nowMs: number): Promise<void> {
  await pool.query(
    `DELETE FROM oauth_artifacts
      WHERE expires_at < $1 OR (expires_at < $2 AND model NOT IN ('AuthorizationCode', 'RefreshToken'))`,
    [new Date(nowMs - keptForMs), new Date(nowMs - spareMs)],
  );
  await pool.query(
    `UPDATE oauth_artifacts SET payload = payload - 'answer'
      WHERE model = 'RefreshToken' AND consumed_at < $1 AND payload ? 'answer'`,
    [new Date(nowMs - answerKeptForMs)],
  );
}
