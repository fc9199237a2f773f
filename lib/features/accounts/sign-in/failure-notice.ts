import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { notMeLink } from "@/lib/features/accounts/sessions/not-me";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error";
import { inTransaction } from "@/lib/platform/transaction";
import { queueMail } from "@/lib/tenancy/mail";
import { lockUser } from "@/lib/tenancy/row-locks";

const subject = "Failed sign-ins to your Latchkey account";
/** A stranger who goes on must not fill the mailbox. */
const oneInMs = 86_400_000;

/**
 * Notes in an account's audit log that sign-ins to it have to wait from now on, and tells its owner by mail, once a day at
 * most. It never throws: it runs beside the answer.
 */
export async function noticeFailures(userId: string, failures: number, client: Client | null): Promise<void> {
  const { log } = runtime();
  const notice = inTransaction(runtime(), async (tx) => {
    if (!(await lockUser(tx, userId))) return;
    const told = { outcome: "failure", attempts: failures };
    await recordAccountEvent(tx, "user.sign_ins_slowed", userId, client, told, null);
    await mailOwner(tx, userId, failures, client);
  });
  await notice.catch((error: unknown) => log("warn", "failures_not_noticed", { ...errorFields(error) }));
}

async function mailOwner(tx: PrismaSession, userId: string, failures: number, client: Client | null): Promise<void> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  if (email.endsWith(".invalid")) return;
  const since = new Date(runtime().clock.now() - oneInMs);
  const sent = await tx.mail.count({ where: { recipient: email, subject, createdAt: { gt: since } } });
  if (sent > 0) return;
  const from = client?.address ? `, the last one from ${client.address}` : "";
  const text = `Somebody failed ${failures} times to sign in to your Latchkey account${from}. Nobody came in by it. From now on such attempts have to wait, longer each time; your own devices do not.

If this was you, there is nothing to do. If it was not, your password holds as long as nobody else knows it. To be on the safe side, say here that it was not you:

${await notMeLink(tx, userId)}

That ends all that acts as you, and lets you set a new password. The link works once, for seven days.
`;
  await queueMail(tx, { to: email, subject, text });
}
