import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { hasFactorSql } from "@/lib/access/policy-rules";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobHandlers, JobOutcome } from "@/lib/platform/jobs";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { readPolicy } from "@/lib/tenancy/policy";

/** The migration that brings this names the kind too, for dates that were set before. */
const noticeJob = "organizations.factor-notice";
const firstBeforeMs = 7 * dayMs;
const lastBeforeMs = dayMs;
const subject = "Two-step verification will be required";

/** Asks for the mails to members before their organization requires a second factor of them; the date lies in the future. */
export async function planFactorNotices(tx: PrismaSession, organizationId: string, from: Date): Promise<void> {
  const { clock, jobs } = runtime();
  const firstMs = Math.max(clock.now(), from.getTime() - firstBeforeMs);
  await jobs.enqueue(tx, noticeJob, { organizationId, from: from.toISOString() }, firstMs);
}

/** Mails those who lack a second factor a week before the date and again a day before, as far as there is time. */
export const factorNoticeJobs: JobHandlers = {
  [noticeJob]: ({ organizationId, from }) => notify(String(organizationId), new Date(String(from))),
};

async function notify(organizationId: string, from: Date): Promise<JobOutcome> {
  const nowMs = runtime().clock.now();
  const lastMs = from.getTime() - lastBeforeMs;
  const isLast = nowMs >= lastMs;
  const counts = await inTransaction(runtime(), async (tx) => {
    // A date that was set again has a second job, which may run at once.
    await lockUntilCommit(tx, `${noticeJob} ${organizationId}`);
    const policy = await readPolicy(tx, organizationId);
    // Another date has notices of its own.
    if (policy?.secondFactorFrom?.getTime() !== from.getTime() || from.getTime() <= nowMs) return false;
    const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    const text = noticeText(name, from, isLast);
    // Any job may run twice; the same words reach nobody twice.
    for (const to of await membersWithout(tx, organizationId, text)) await queueMail(tx, { to, subject, text });
    return true;
  });
  return counts && !isLast ? { againAtMs: lastMs } : undefined;
}

/** Addresses of members who are let in, have no second factor and were not sent the text yet. */
async function membersWithout(tx: PrismaSession, organizationId: string, text: string): Promise<string[]> {
  const rows = await tx.$queryRawUnsafe<{ email: string }[]>(
    `SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.organization_id = $1 AND u.suspended_at IS NULL AND u.email NOT LIKE '%.invalid' AND NOT ${hasFactorSql("u.id")}
        AND NOT EXISTS (SELECT FROM mails WHERE recipient = u.email AND subject = $2 AND text = $3)
      ORDER BY u.id`,
    organizationId,
    subject,
    text,
  );
  return rows.map(({ email }) => email);
}

function noticeText(organization: string, from: Date, isLast: boolean): string {
  const when = `${from.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `From ${when} on, ${nameInMail(organization)} asks its members for two-step verification, and your account has none yet. Without it your session reaches your own settings alone from then on, and your personal access tokens, keys without scopes and authorized apps for this organization stop.

Add a passkey or an authenticator app in your settings, under "Two-step verification and passkeys". It takes a minute:

${runtime().settings.publicUrl}/dashboard/settings

${isLast ? "This is the last reminder." : "You are reminded once more, a day before."}
`;
}
