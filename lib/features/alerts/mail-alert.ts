import "server-only";
import { runtime } from "@/lib/access/runtime";
import { adminAddresses } from "@/lib/tenancy/admin-addresses";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { mailsPerDay } from "@/lib/watch/alert-kinds";
import { toAlert } from "./alerts";

const dayMs = 86_400_000;

/**
 * Mails an alert to the owners and admins of its organization, once however often the job runs. Beyond `mailsPerDay`
 * alerts of a day nothing more is mailed: who can provoke alerts must not be able to flood mailboxes.
 */
export async function mailAlert(alertId: string): Promise<void> {
  const { clock, database, settings } = runtime();
  await database.prisma.$transaction(async (tx) => {
    const now = new Date(clock.now());
    const found = await tx.alert.findUnique({ where: { id: alertId }, include: { organization: true } });
    if (!found) return;
    const { organizationId } = found;
    // One after the other, so that none slips past the bound.
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const { count } = await tx.alert.updateMany({
      where: { id: alertId, notifiedAt: null },
      data: { notifiedAt: now },
    });
    if (count === 0) return;
    const mailed = await tx.alert.count({
      where: { organizationId, notifiedAt: { gt: new Date(now.getTime() - dayMs) } },
    });
    if (mailed > mailsPerDay) return;
    const { title, summary, advice, credential } = toAlert(found);
    const text = [
      `${title}: ${nameInMail(credential.name)} (${credential.hint}) of ${nameInMail(found.organization.name)}.`,
      summary,
      advice,
      `All alerts: ${settings.publicUrl}/dashboard/alerts`,
      ...(mailed === mailsPerDay ? ["There were many alerts today; further ones are only shown on that page."] : []),
    ].join("\n\n");
    for (const to of await adminAddresses(tx, organizationId)) {
      await queueMail(tx, { to, subject: title, text });
    }
  });
}
