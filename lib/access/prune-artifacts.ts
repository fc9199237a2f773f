import "server-only";
import type pg from "pg";

/** Kept beyond their expiry, so that a late repetition still finds that its token was used. */
const keptForMs = 86_400_000;

/** Removes OAuth codes, tokens and grants whose time is over. */
export async function pruneArtifacts(pool: pg.Pool, nowMs: number): Promise<void> {
  await pool.query("DELETE FROM oauth_artifacts WHERE expires_at < $1", [new Date(nowMs - keptForMs)]);
}
