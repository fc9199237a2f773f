import "server-only";
import type pg from "pg";
import { dayMs } from "@/lib/access/limit-windows";
import { requestsKept, requestsKeptDays } from "@/lib/access/recent-request-rows";
import { paidOffMsSql } from "@/lib/access/spent-counters";
import { hoursKeptMs, minutesKeptMs } from "@/lib/access/usage-retention";
import { monthOf } from "@/lib/access/window-clock";
import { endlessSpan } from "@/lib/access/window-span";
import { type Leftovers, type PruneOptions, prune } from "@/lib/platform/prune";

/** An access change is read within a minute. */
const marksKeptMs = dayMs;
/** Longer than the journal of a process may lie on a disk before it is read again. */
const positionsKeptMs = 400 * dayMs;

/** With their attempts: what the log of a webhook endpoint shows. */
const deliveriesKeptMs = 30 * dayMs;
/** What the audit log and the alerts page reach back to; events go link by link: see `prune-events.ts`. */
export const eventsKeptMs = 90 * dayMs;
const mailsKeptMs = 30 * dayMs;
/** Since they ended: so long the audit log tells whose portal a key was made in. */
const portalsKeptMs = 30 * dayMs;
/** Since they expired: the members page shows what became of them. */
const invitationsKeptMs = 90 * dayMs;
/** Longer than the longest wait after failed sign-ins. */
const failuresKeptMs = 2 * dayMs;
/** As long as a browser keeps the cookie that makes it known. */
const devicesKeptMs = 400 * dayMs;
/** Longer than any quota's period. */
const noticesKeptMs = 62 * dayMs;
/** What the history of a budget shows; longer than any period. */
const budgetAlertsKeptMs = 400 * dayMs;

/** Requests of organizations that keep none, or are gone. */
export const erasedRequests: Leftovers = {
  table: "recent_requests",
  where: `NOT EXISTS (SELECT FROM organizations o WHERE o.id = organization_id AND at >= o.requests_kept_from)`,
  values: [],
};
/** What a process did not remove itself. */
const beyondBound: Leftovers = {
  table: "recent_requests",
  where: `(credential_id, id) IN (SELECT credential_id, id FROM (
    SELECT credential_id, id, row_number() OVER (PARTITION BY credential_id ORDER BY id DESC) AS place
      FROM recent_requests) AS placed WHERE place > ${requestsKept})`,
  values: [],
};

/** Clears away accounting rows that nothing reads any more, and sessions, proofs and invitations that have expired. */
export function pruneAccounting(pool: pg.Pool, nowMs: number, options?: PruneOptions): Promise<void> {
  const older = (table: string, column: string, keptMs: number): Leftovers => ({
    table,
    where: `${column} < $1`,
    values: [new Date(nowMs - keptMs)],
  });
  return prune(
    pool,
    [
      older("usage_minutes", "bucket_start", minutesKeptMs),
      older("usage_hours", "bucket_start", hoursKeptMs),
      older("usage_tag_minutes", "bucket_start", minutesKeptMs),
      older("usage_tag_hours", "bucket_start", hoursKeptMs),
      {
        table: "usage_summaries",
        where: "slice IN ('total_hours', 'endpoint_hours') AND bucket_start < $1",
        values: [new Date(nowMs - hoursKeptMs)],
      },
      older("refusal_days", "bucket_start", hoursKeptMs),
      older("recent_requests", "at", requestsKeptDays * dayMs),
      erasedRequests,
      beyondBound,
      older("health_hours", "hour", hoursKeptMs),
      older("journal_positions", "updated_at", positionsKeptMs),
      older("access_changes", "at", marksKeptMs),
      older("idempotent_answers", "created_at", dayMs),
      older("webhook_deliveries", "created_at", deliveriesKeptMs),
      older("alerts", "created_at", eventsKeptMs),
      older("mails", "created_at", mailsKeptMs),
      older("email_proofs", "expires_at", 0),
      older("one_time_tokens", "expires_at", 0),
      older("sign_in_failures", "last_failed_at", failuresKeptMs),
      older("known_devices", "last_seen_at", devicesKeptMs),
      older("invitations", "expires_at", invitationsKeptMs),
      older("limit_leases", "expires_at", marksKeptMs),
      older("limit_reservations", "ended_at", marksKeptMs),
      older("quota_notices", "told_at", noticesKeptMs),
      older("budget_alerts", "told_at", budgetAlertsKeptMs),
      {
        table: "credential_networks",
        where: `NOT EXISTS (SELECT FROM api_keys k WHERE k.id = credential_id AND k.revoked_at IS NULL)
          AND NOT EXISTS (SELECT FROM personal_access_tokens t WHERE t.id = credential_id AND t.revoked_at IS NULL)
          AND NOT (organization_id IS NOT NULL
            AND (app_id IS NULL OR EXISTS (SELECT FROM oauth_apps a WHERE a.id = app_id))
            AND CASE WHEN user_id IS NULL THEN EXISTS (SELECT FROM organizations o WHERE o.id = organization_id)
                ELSE EXISTS (SELECT FROM memberships m WHERE m.organization_id = credential_networks.organization_id
                                AND m.user_id = credential_networks.user_id) END)`,
        values: [],
      },
      older("sessions", "expires_at", 0),
      older("portal_sessions", "expires_at", portalsKeptMs),
      older("ended_sessions", "expires_at", 0),
      {
        // Every window of these has started anew, and their buckets are full; an address has no window longer than a day.
        table: "limit_states",
        where: `(month < $1 OR subject LIKE 'ip:%') AND ${paidOffMsSql} < $2`,
        values: [monthOf(nowMs).index, nowMs - marksKeptMs],
      },
      { table: "limit_slices", where: "ends_ms < $1", values: [nowMs - marksKeptMs] },
      {
        // Credits that are gone, were begun anew, or of a period that was over two days ago: a subject names all three.
        table: "limit_slices",
        where: `span = '${endlessSpan.id}' AND subject LIKE 'credits:%' AND NOT EXISTS (SELECT FROM credits c
          WHERE c.holder = split_part(subject, ':', 2) AND c.round = split_part(subject, ':', 3)::int
            AND (split_part(subject, ':', 4)::bigint = c.counted_from_ms OR split_part(subject, ':', 4)::bigint > c.refill_from_ms)
            AND (c.refill_amount IS NULL
              OR greatest(split_part(subject, ':', 4)::bigint, c.refill_from_ms) + $2 +
                 1000 * extract(epoch FROM coalesce(c.refill_every, '31d')::interval) > $1))`,
        values: [nowMs, 2 * dayMs],
      },
      {
        // Identifiers may name people, and go with the namespace that they were counted in.
        table: "limit_slices",
        where: `subject LIKE 'ns:%' AND NOT EXISTS (SELECT FROM limit_namespaces n WHERE n.id = split_part(subject, ':', 2))`,
        values: [],
      },
    ],
    options,
  );
}
