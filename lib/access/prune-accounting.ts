import "server-only";
import type pg from "pg";
import { dayMs, monthOf } from "./limit-windows";

/** Minute roll-ups are kept for charts of the last hours, hours for those of a quarter, days for good. */
const minutesKeptMs = 2 * dayMs;
const hoursKeptMs = 100 * dayMs;
/** A batch is retried within seconds; an access change is read within a minute. */
const marksKeptMs = dayMs;

/** With their attempts: what the log of a webhook endpoint shows. */
const deliveriesKeptMs = 30 * dayMs;
/** What the audit log and the alerts page reach back to. */
const eventsKeptMs = 90 * dayMs;
const mailsKeptMs = 30 * dayMs;
/** Since they expired: the members page shows what became of them. */
const invitationsKeptMs = 90 * dayMs;
/** Longer than any quota's period. */
const noticesKeptMs = 62 * dayMs;

/** A backlog may take longer than a request would wait; this is in nobody's way. */
const patienceMs = 600_000;

/** Deletes accounting rows that nothing reads any more, and sessions, proofs and invitations that have expired. */
export async function pruneAccounting(pool: pg.Pool, nowMs: number): Promise<void> {
  const remove = (text: string, values: unknown[]) => {
    // pg takes the time limit of one query here; its types do not say so.
    const query: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: patienceMs };
    return pool.query(query);
  };
  const before = (keptMs: number) => new Date(nowMs - keptMs);
  await remove("DELETE FROM usage_minutes WHERE bucket_start < $1", [before(minutesKeptMs)]);
  await remove("DELETE FROM usage_hours WHERE bucket_start < $1", [before(hoursKeptMs)]);
  await remove("DELETE FROM usage_batches WHERE added_at < $1", [before(marksKeptMs)]);
  await remove("DELETE FROM access_changes WHERE at < $1", [before(marksKeptMs)]);
  await remove("DELETE FROM idempotent_answers WHERE created_at < $1", [before(dayMs)]);
  await remove("DELETE FROM webhook_deliveries WHERE created_at < $1", [before(deliveriesKeptMs)]);
  await remove("DELETE FROM events WHERE created_at < $1", [before(eventsKeptMs)]);
  await remove("DELETE FROM alerts WHERE created_at < $1", [before(eventsKeptMs)]);
  await remove("DELETE FROM mails WHERE created_at < $1", [before(mailsKeptMs)]);
  await remove("DELETE FROM email_proofs WHERE expires_at < $1", [before(0)]);
  await remove("DELETE FROM invitations WHERE expires_at < $1", [before(invitationsKeptMs)]);
  await remove("DELETE FROM quota_notices WHERE told_at < $1", [before(noticesKeptMs)]);
  await remove(
    `DELETE FROM credential_networks AS seen
      WHERE NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.id = seen.credential_id AND k.revoked_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM personal_access_tokens t WHERE t.id = seen.credential_id AND t.revoked_at IS NULL)`,
    [],
  );
  await remove("DELETE FROM sessions WHERE expires_at < $1", [before(0)]);
  // Every window of these has started anew; an address has none longer than a day.
  await remove("DELETE FROM limit_states WHERE (month < $1 OR subject LIKE 'ip:%') AND as_of < $2", [
    monthOf(nowMs).index,
    nowMs - marksKeptMs,
  ]);
}
