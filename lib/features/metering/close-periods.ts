import "server-only";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import type { MeterPeriod } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { type Period, tellTotals, writeTotals } from "./period-totals";
import { startOfWindow } from "./query-contract";

/** How long after its end a period is closed: what is reported at once is in. */
const graceMs = 3_600_000;
/** A period is corrected no more often than this, however its late events trickle in. */
const betweenCorrectionsMs = 3_600_000;
const lookEveryMs = 60_000;
/** Totals of many customers take a while. */
const timeoutMs = 60_000;
const mostAtOnce = 500;
const kinds: readonly MeterPeriod[] = ["day", "month"];

let lookedAtMs = Number.NEGATIVE_INFINITY;

/** Closes what is due, about once a minute. */
export async function closePeriodsInTime(): Promise<void> {
  const nowMs = runtime().clock.now();
  if (Math.abs(nowMs - lookedAtMs) < lookEveryMs) return;
  lookedAtMs = nowMs;
  await closePeriods();
}

/**
 * Closes the days and months that are over, each once in all processes, and corrects those to which events came afterwards. An
 * organization whose periods cannot be closed holds up no other.
 */
export async function closePeriods(): Promise<void> {
  const nowMs = runtime().clock.now();
  for (const period of kinds) {
    for (const { organizationId, from } of await organizationsDue(period, nowMs)) {
      await alone(organizationId, async () => {
        let start = startOfWindow(period, from.getTime());
        for (let closed = 0; closed < mostAtOnce; closed++, start = startOfWindow(period, start, 1)) {
          if (startOfWindow(period, start, 1) + graceMs > nowMs) return;
          await closePeriod({ organizationId, period, start: new Date(start) }, nowMs);
        }
      });
    }
  }
  for (const { organizationId, day } of await lateDays(nowMs)) {
    await alone(organizationId, () => correctDay(organizationId, day, nowMs));
  }
}

async function alone(organizationId: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    runtime().log("error", "usage_period_not_closed", { organization: organizationId, ...errorFields(error) });
  }
}

/** Organizations with a period to close, and when it begins: after the last one, or with their first meter. */
function organizationsDue(period: MeterPeriod, nowMs: number): Promise<{ organizationId: string; from: Date }[]> {
  const length = Prisma.sql`make_interval(${period === "day" ? Prisma.sql`days` : Prisma.sql`months`} => 1)`;
  const startOf = (at: Prisma.Sql) => Prisma.sql`date_trunc(${period}, ${at}, 'UTC')`;
  const later = (at: Prisma.Sql) => Prisma.sql`((${at} AT TIME ZONE 'UTC') + ${length}) AT TIME ZONE 'UTC'`;
  return runtime().database.prisma.$queryRaw`
    SELECT "organizationId", "from" FROM (
      SELECT m.organization_id AS "organizationId", coalesce(${later(Prisma.sql`p.last`)}, ${startOf(Prisma.sql`min(m.created_at)`)}) AS "from"
        FROM meters m LEFT JOIN (SELECT organization_id, max(start) AS last FROM usage_periods
                                  WHERE period = ${period}::meter_period GROUP BY 1) AS p USING (organization_id)
       GROUP BY m.organization_id, p.last) AS next
     WHERE ${later(Prisma.sql`"from"`)} <= ${new Date(nowMs - graceMs)}`;
}

/** Writes a period's totals down and tells webhooks of them, in one transaction; nothing where that was done before. */
function closePeriod(period: Period, nowMs: number): Promise<void> {
  return inTransaction(
    runtime(),
    async (tx) => {
      await inTurn(tx, period.organizationId);
      const now = new Date(nowMs);
      const made = await tx.usagePeriod.createMany({
        data: [{ ...period, version: 1, closedAt: now, updatedAt: now }],
        skipDuplicates: true,
      });
      if (made.count === 0) return;
      const totals = await writeTotals(tx, period);
      const { organizationId } = period;
      const isAsked = await tx.meter.count({ where: { organizationId, period: period.period }, take: 1 });
      if (isAsked === 0) return;
      const told = totals.filter(({ meterPeriod }) => meterPeriod === period.period);
      await tellTotals(tx, "usage.period_closed", period, 1, told);
    },
    { timeoutMs },
  );
}

/** Late events wait while their day or its month was closed or corrected a moment ago. */
function lateDays(nowMs: number): Promise<{ organizationId: string; day: Date }[]> {
  return runtime().database.prisma.$queryRaw`
    SELECT l.organization_id AS "organizationId", l.day FROM late_usage_days l
     WHERE NOT EXISTS (SELECT FROM usage_periods p WHERE p.organization_id = l.organization_id
                          AND p.start = date_trunc(p.period::text, l.day, 'UTC')
                          AND p.updated_at > ${new Date(nowMs - betweenCorrectionsMs)})
     ORDER BY l.day LIMIT ${mostAtOnce}`;
}

/**
 * Brings a day, and its month where that is over, to what late events made of them. Closing and correcting take turns,
 * so that what one of them did not see is seen by the other. The mark goes last and only as it was read, and stays where
 * another day or process has just corrected one of the two. Reports of the day never wait for the totals, and what they
 * add meanwhile leaves a mark for the next time.
 */
function correctDay(organizationId: string, day: Date, nowMs: number): Promise<void> {
  return inTransaction(
    runtime(),
    async (tx) => {
      await inTurn(tx, organizationId);
      const marked = await tx.lateUsageDay.findFirst({ where: { organizationId, day } });
      if (!marked) return;
      let isDone = true;
      for (const period of kinds) {
        const start = new Date(startOfWindow(period, day.getTime()));
        if (!(await correctPeriod(tx, { organizationId, period, start }, nowMs))) isDone = false;
      }
      if (isDone) await tx.lateUsageDay.deleteMany({ where: { organizationId, day, marks: marked.marks } });
    },
    { timeoutMs },
  );
}

/** False where it has to wait, because it was closed or corrected a moment ago. */
async function correctPeriod(tx: PrismaSession, period: Period, nowMs: number): Promise<boolean> {
  const closed = await tx.usagePeriod.findUnique({ where: { organizationId_period_start: period } });
  if (!closed) return true;
  if (closed.updatedAt.getTime() > nowMs - betweenCorrectionsMs) return false;
  const totals = await writeTotals(tx, period);
  if (totals.length === 0) return true;
  const version = closed.version + 1;
  await tx.usagePeriod.update({
    where: { organizationId_period_start: period },
    data: { version, updatedAt: new Date(nowMs) },
  });
  const told = totals.filter(({ meterPeriod }) => meterPeriod === period.period);
  if (told.length > 0) await tellTotals(tx, "usage.period_corrected", period, version, told);
  return true;
}

function inTurn(tx: PrismaSession, organizationId: string): Promise<void> {
  return lockUntilCommit(tx, `usage periods ${organizationId}`);
}
