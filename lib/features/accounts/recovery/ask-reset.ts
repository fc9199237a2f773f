import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { JobHandlers } from "@/lib/platform/jobs";
import { inTransaction } from "@/lib/platform/transaction";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { lockUser } from "@/lib/tenancy/row-locks";
import { recoveryMailRooms } from "./mail-room";
import { takeRecoveryAttempt } from "./recovery-attempts";
import { mailResetLink, resetLifetimeMs, resetMailSubject } from "./reset-link";

const mailResetLinkJob = "accounts.mail-reset-link";

/** What everybody is told who asks for a link. */
export const resetAnswer = {
  message: "If an account has this address, a link to set a new password is on its way to it",
  expires_in: resetLifetimeMs / 1000,
};

/**
 * Asks for a link to set a new password. Whether the address has an account is looked at in a job, after the answer: what
 * is done before is the same for every address. 429 when too many were asked for.
 */
export async function askPasswordReset({ email }: { email: string }, { address, userAgent }: Client) {
  await takeRecoveryAttempt(email);
  const { database, jobs } = runtime();
  await jobs.enqueue(database.prisma, mailResetLinkJob, { email, address, userAgent });
  return resetAnswer;
}

/** Looks whose address it is, and mails the link. */
export const recoveryJobs: JobHandlers = {
  [mailResetLinkJob]: async ({ email, address, userAgent }) => {
    await mailIfKnown(String(email), { address: textOf(address), userAgent: textOf(userAgent) });
    return undefined;
  },
};

async function mailIfKnown(email: string, client: Client): Promise<void> {
  await inTransaction(runtime(), async (tx) => {
    const found = await findUserByEmail(tx, email);
    if (!found || !(await lockUser(tx, found.id))) return;
    // Held now: of two requests at once the second finds the mail of the first.
    const user = await tx.user.findUniqueOrThrow({ where: { id: found.id } });
    if (user.email !== found.email) return;
    if ((await nextMailMs(tx, { to: user.email, subject: resetMailSubject }, recoveryMailRooms)) !== null) return;
    await mailResetLink(tx, user, { client, actorId: null, why: "asked" });
  });
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
