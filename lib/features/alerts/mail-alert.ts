import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobOutcome } from "@/lib/platform/jobs";
import { adminAddresses, memberAddresses } from "@/lib/tenancy/admin-addresses";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { mailsPerDay } from "@/lib/watch/alert-kinds";
import { type AlertRules, readAlertRules } from "@/lib/watch/alert-rules";
import { quietUntilMs } from "@/lib/watch/quiet-hours";
import { toAlert } from "./alerts";

const dayMs = 86_400_000;

/**
 * Mails an alert to the receivers that its organization chose, once however often the job runs. In its quiet hours the
 * mail waits for their end. Beyond `mailsPerDay` alerts of a day nothing more is mailed: who can provoke alerts must
 * not be able to flood mailboxes.
 */
export async function mailAlert(alertId: string): Promise<JobOutcome> {
  const { clock, database, settings } = runtime();
  return database.prisma.$transaction(async (tx) => {
    const now = new Date(clock.now());
    const found = await tx.alert.findUnique({ where: { id: alertId }, include: { organization: true } });
    if (!found) return undefined;
    const { organizationId } = found;
    const { quietHours, mailTo } = await readAlertRules(tx, organizationId);
    const quietUntil = quietHours && quietUntilMs(quietHours, now.getTime());
    if (quietUntil !== null) return { againAtMs: quietUntil };
    // One after the other, so that none slips past the bound.
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const { count } = await tx.alert.updateMany({
      where: { id: alertId, notifiedAt: null },
      data: { notifiedAt: now },
    });
    if (count === 0) return undefined;
    const mailed = await tx.alert.count({
      where: { organizationId, notifiedAt: { gt: new Date(now.getTime() - dayMs) } },
    });
    if (mailed > mailsPerDay) return undefined;
    const { title, summary, advice, credential } = toAlert(found);
    const hint = credential.hint === "" ? "" : ` (${credential.hint})`;
    const text = [
      `${title}: ${nameInMail(credential.name)}${hint} of ${nameInMail(found.organization.name)}.`,
      summary,
      advice,
      `All alerts: ${settings.publicUrl}/dashboard/alerts`,
      ...(mailed === mailsPerDay ? ["There were many alerts today; further ones are only shown on that page."] : []),
    ].join("\n\n");
    for (const to of await receiversOf(tx, organizationId, mailTo)) {
      await queueMail(tx, { to, subject: title, text });
    }
    return undefined;
  });
}

/** Those whom the organization chose; once none of them is a member any more, its owners and admins. */
async function receiversOf(tx: PrismaSession, organizationId: string, mailTo: AlertRules["mailTo"]): Promise<string[]> {
  if (mailTo === "admins") return adminAddresses(tx, organizationId);
  const chosen = await memberAddresses(tx, organizationId, mailTo);
  const allGone = mailTo.length > 0 && chosen.length === 0;
  return allGone ? adminAddresses(tx, organizationId) : chosen;
}
