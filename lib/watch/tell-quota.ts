import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordEvent } from "@/lib/tenancy/events";
import { keepOrganization } from "@/lib/tenancy/row-locks";
import type { QuotaNotice } from "./quota-watch";

/** The kind of job that mails a quota notice; its payload is a `QuotaMail`. */
export const mailQuotaJob = "quotas.mail";

/** What a quota mail tells. */
export type QuotaMail = Omit<QuotaNotice, "period">;

/** Percent that are worth a mail. */
const mailedFrom = 80;

/**
 * Tells an organization how much of a quota is used, with the event and the mail's job in one transaction. It tells
 * each threshold once a period and limit, from the process that passed it first. True when this call told it.
 */
export async function tellQuota({ period, ...notice }: QuotaNotice): Promise<boolean> {
  const { clock, database, jobs } = runtime();
  const { organizationId, product, environment, window, percent, used, limit, resetsAtMs } = notice;
  return database.prisma.$transaction(async (tx) => {
    // It may have been deleted meanwhile.
    if (!(await keepOrganization(tx, organizationId))) return false;
    const row = { organizationId, product, environment, window, period, threshold: percent, limit };
    const { count } = await tx.quotaNotice.createMany({
      data: { ...row, toldAt: new Date(clock.now()) },
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await recordEvent(tx, {
      type: "quota.reached",
      organizationId,
      environment,
      subjectId: product,
      data: { product, environment, window, percent, used, limit, resets_at: new Date(resetsAtMs).toISOString() },
    });
    if (percent >= mailedFrom) await jobs.enqueue(tx, mailQuotaJob, notice);
    return true;
  });
}
