import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { policyEndSql, tooLongSql } from "@/lib/access/policy-rules";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { expiryMailJob, mailAfterMs, prolongable } from "./mail-expiry";

/** How many days before its end a key is told of, the nearest last. */
export const expirySteps = [30, 7, 1] as const;

const lookEveryMs = 600_000;
/** Keys that are told of in one transaction. */
const batch = 500;
/** Notices are kept as long as nobody could tell of the same end again. */
const keptAfterMs = 30 * dayMs;

type Due = { id: string; organizationId: string; endsAt: Date; days: number };

let lookedAtMs = Number.NEGATIVE_INFINITY;

/** Tells of keys that end soon, about every ten minutes. */
export async function tellExpiringInTime(): Promise<void> {
  const nowMs = runtime().clock.now();
  if (Math.abs(nowMs - lookedAtMs) < lookEveryMs) return;
  lookedAtMs = nowMs;
  await tellExpiringKeys();
}

/**
 * Tells of keys that end in 30, 7 or 1 days, each step of each end once, however many processes look and whenever one
 * is killed. What was told is a row of the same transaction. The day is that of UTC, so that one mail has all keys of a
 * day. A key that was made for no longer than a step is not told of by it: its maker has just said so.
 */
export async function tellExpiringKeys(): Promise<void> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const { rows } = await database.pool.query<{ organizationId: string }>(
    `SELECT DISTINCT "organizationId" FROM (${dueSql("o.expiry_notices")}) due ORDER BY 1`,
    boundsAt(now),
  );
  for (const { organizationId } of rows) {
    // One whose keys cannot be told of holds up no other.
    try {
      while ((await tellBatch(organizationId, now)) === batch);
    } catch (error) {
      runtime().log("error", "key_expiry_not_told", { organization: organizationId, ...errorFields(error) });
    }
  }
  for (const table of ["key_expiry_notices", "key_expiry_mails"]) {
    await database.pool.query(`DELETE FROM ${table} WHERE ends_at < $1`, [new Date(now.getTime() - keptAfterMs)]);
  }
}

/** Tells of the next keys of an organization; how many it looked at. */
function tellBatch(organizationId: string, now: Date): Promise<number> {
  return inTransaction(runtime(), async (tx) => {
    // Another process may be telling of the same keys.
    await lockUntilCommit(tx, `key-expiry ${organizationId}`);
    const due = await tx.$queryRawUnsafe<Due[]>(
      `${dueSql("o.expiry_notices AND o.id = $4")} LIMIT ${batch}`,
      ...boundsAt(now),
      organizationId,
    );
    if (due.length === 0) return 0;
    await tx.keyExpiryNotice.createMany({
      data: due.map(({ id, days, endsAt }) => ({ keyId: id, days, endsAt, toldAt: now })),
    });
    // What is nobody's to prolong now counts as told.
    await tell(tx, organizationId, await prolongable(tx, due, now), now);
    return due.length;
  });
}

async function tell(tx: PrismaSession, organizationId: string, due: readonly Due[], now: Date): Promise<void> {
  if (due.length === 0) return;
  const dueBy = new Map(due.map((one) => [one.id, one]));
  const keys = await tx.apiKey.findMany({ where: { id: { in: [...dueBy.keys()] }, organizationId } });
  await recordKeyEvents(tx, { actorId: null, credentialId: null }, "key.expiring", keys, ({ id }) => {
    const { days = 0, endsAt = now } = dueBy.get(id) ?? {};
    return { days_left: days, ends_at: endsAt.toISOString() };
  });
  const makers = await reachable(tx, organizationId, { ids: keys.flatMap(({ createdById }) => createdById ?? []) });
  const admins = keys.some(({ createdById }) => createdById === null || !makers.includes(createdById))
    ? await reachable(tx, organizationId, { admins: true })
    : [];
  const mails = keys.flatMap(({ id, createdById }) => {
    const { days = 0, endsAt = now } = dueBy.get(id) ?? {};
    const receivers = createdById !== null && makers.includes(createdById) ? [createdById] : admins;
    return receivers.map((userId) => ({ userId, keyId: id, days, endsAt }));
  });
  await tx.keyExpiryMail.createMany({ data: mails, skipDuplicates: true });
  const receivers = [...new Set(mails.map(({ userId }) => userId))];
  // Late enough that the keys of other organizations are in the same mail.
  await runtime().jobs.enqueueAll(
    tx,
    expiryMailJob,
    receivers.map((userId) => ({ userId })),
    now.getTime() + mailAfterMs,
  );
}

const mostAdmins = 20;

/** Members who can be mailed: some of those named, or the first of those who administer the organization. */
async function reachable(
  tx: PrismaSession,
  organizationId: string,
  { ids, admins }: { ids?: readonly string[]; admins?: true },
): Promise<string[]> {
  const members = await tx.membership.findMany({
    where: {
      organizationId,
      ...(ids ? { userId: { in: [...new Set(ids)] } } : {}),
      ...(admins ? { role: { in: ["owner", "admin"] as const } } : {}),
      user: { email: { not: { endsWith: ".invalid" } }, suspendedAt: null },
    },
    select: { userId: true },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    ...(admins ? { take: mostAdmins } : {}),
  });
  return members.map(({ userId }) => userId);
}

/** Now, the beginning of its day in UTC, and from when on a key is too far from its end. */
function boundsAt(now: Date): [Date, Date, Date] {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return [now, new Date(today), new Date(today + (expirySteps[0] + 1) * dayMs)];
}

/** Which step a key that ends at `ends_at` has reached by the day `$2`. */
const stepSql = `CASE WHEN ends_at < $2::timestamptz + interval '48 hours' THEN 1
                      WHEN ends_at < $2::timestamptz + interval '192 hours' THEN 7 ELSE 30 END`;

/**
 * Keys of the organizations `o` that a condition names, whose step was not told yet. They are found by their own end,
 * of which each organization has an index, and by the day on which its policy stops those that live too long.
 */
function dueSql(where: string): string {
  const live = "k.revoked_at IS NULL AND k.replaced_by_id IS NULL AND k.disabled_at IS NULL";
  return `
    SELECT id, organization_id AS "organizationId", ends_at AS "endsAt", days FROM (
      SELECT ending.*, ${stepSql} AS days FROM (
        SELECT k.id, k.organization_id, k.created_at, ${policyEndSql("k", "key")} AS ends_at, FALSE AS stopped
          FROM organizations o LEFT JOIN organization_policies p ON p.organization_id = o.id
          JOIN api_keys k ON k.organization_id = o.id AND k.expires_at > $1 AND k.expires_at < $3
         WHERE ${where} AND ${live}
        UNION ALL
        SELECT k.id, k.organization_id, k.created_at, ${policyEndSql("k", "key")}, TRUE
          FROM organization_policies p JOIN organizations o ON o.id = p.organization_id
          JOIN api_keys k ON k.organization_id = o.id AND (k.expires_at IS NULL OR k.expires_at >= $3)
         WHERE p.existing_credentials_from > $1 AND p.existing_credentials_from < $3 AND ${tooLongSql("k", "key")}
           AND ${where} AND ${live}
      ) ending WHERE ends_at > $1 AND ends_at < $3
    ) stepped
     WHERE (stopped OR ends_at - created_at > days * interval '24 hours')
       AND NOT EXISTS (SELECT FROM key_expiry_notices told
                        WHERE told.key_id = stepped.id AND told.ends_at = stepped.ends_at AND told.days <= stepped.days)`;
}
