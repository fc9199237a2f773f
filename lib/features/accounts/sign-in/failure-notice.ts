import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import { errorFields } from "@/lib/platform/log-error";
import { inTransaction } from "@/lib/platform/transaction";
import { queueMail } from "@/lib/tenancy/mail";
import { lockUser } from "@/lib/tenancy/row-locks";

const subject = "Failed sign-ins to your Latchkey account";
/** A stranger who goes on must not fill the mailbox. */
const oneInMs = 86_400_000;

/**
 * Tells an account's owner by mail that somebody keeps failing to sign in to it, once a day at most. It never throws: it
 * runs beside the answer.
 */
export async function noticeFailures(userId: string, failures: number, client: Client | null): Promise<void> {
  await mailOwner(userId, failures, client).catch((error: unknown) => {
    runtime().log("warn", "failures_not_noticed", { ...errorFields(error) });
  });
}

async function mailOwner(userId: string, failures: number, client: Client | null): Promise<void> {
  const { clock, settings } = runtime();
  await inTransaction(runtime(), async (tx) => {
    if (!(await lockUser(tx, userId))) return;
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (email.endsWith(".invalid")) return;
    const since = new Date(clock.now() - oneInMs);
    const told = await tx.mail.count({ where: { recipient: email, subject, createdAt: { gt: since } } });
    if (told > 0) return;
    const from = client?.address ? `, the last one from ${client.address}` : "";
    const text = `Somebody failed ${failures} times to sign in to your Latchkey account${from}. Nobody came in by it. From now on further attempts have to wait, longer each time; browsers and programs that you have signed in with before do not.

If this was you, there is nothing to do. If it was not, your password holds as long as nobody else knows it. Look at "Sessions" and "Sign-in methods" all the same:
${settings.publicUrl}/dashboard/settings
`;
    await queueMail(tx, { to: email, subject, text });
  });
}
