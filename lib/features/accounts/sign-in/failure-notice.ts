import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { notMeLink } from "@/lib/features/accounts/sessions/not-me";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inTransaction } from "@/lib/platform/transaction";
import { queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { lockUser } from "@/lib/tenancy/row-locks";

/** From where somebody fails: anywhere, a device that the account knows, or a session of it that is asked who is there. */
export type FailedFrom = "stranger" | "device" | "session";

type Failures = { userId: string; from: FailedFrom; failures: number; client: Client | null };

/** What the mail says by where they fail; a subject each, so that failures of one kind hide none of another. */
const words: Record<FailedFrom, { subject: string; failed: string; wait: string }> = {
  stranger: {
    subject: "Failed sign-ins to your {product} account",
    failed: "to sign in to your {product} account",
    wait: "From now on such attempts have to wait, longer each time; your own devices do not.",
  },
  device: {
    subject: "Failed sign-ins from a device of your {product} account",
    failed: "to sign in to your {product} account from a device that signed in to it before, or from its network",
    wait: "From now on attempts from there have to wait, longer each time.",
  },
  session: {
    subject: "Failed confirmations in your {product} account",
    failed: "to confirm that they are you, in a session that is signed in to your {product} account",
    wait: "From now on such confirmations have to wait, longer each time.",
  },
};
/** A stranger who goes on must not fill the mailbox. */
const rooms = [{ most: 1, withinMs: 86_400_000 }];

/**
 * Tells an account's owner, by mail and in the audit log, of failures that have to wait from now on, or still do: once a
 * day at most. It never throws: it runs beside the answer.
 */
export async function noticeFailures(told: Failures): Promise<void> {
  const { log } = runtime();
  const notice = inTransaction(runtime(), (tx) => tellOnceADay(tx, told));
  await notice.catch((error: unknown) => log("warn", "failures_not_noticed", { ...errorFields(error) }));
}

async function tellOnceADay(tx: PrismaSession, { userId, from, failures, client }: Failures): Promise<void> {
  if (!(await lockUser(tx, userId))) return;
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const { subject, failed, wait } = words[from];
  const isTold = (await nextMailMs(tx, { to: email, subject }, rooms)) !== null;
  // An issuer's user without an address has no password to guess here.
  if (isTold || email.endsWith(".invalid")) return;
  const data = { outcome: "failure", attempts: failures, from };
  await recordAccountEvent(tx, "user.sign_ins_slowed", userId, client, data, null);
  const place = client?.address ? `, the last one from ${client.address}` : "";
  const text = `Somebody failed ${failures} times ${failed}${place}. They did not get in. ${wait}

If this was you, there is nothing to do. If it was not, your password holds as long as nobody else knows it. If somebody may know it, say here that it was not you:

${await notMeLink(tx, { id: userId, email }, { cameIn: false })}

That ends every session, app, personal access token and key without scopes that acts as you, also those that your programs use, and lets you set a new password. The link works once, for seven days.
`;
  await queueMail(tx, { to: email, subject, text });
}
