import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { deviceHashOf, deviceOfAccount } from "@/lib/features/accounts/sessions/device-hash";
import { notMeLink } from "@/lib/features/accounts/sessions/not-me";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobHandlers } from "@/lib/platform/jobs";
import { inTransaction } from "@/lib/platform/transaction";
import { deviceOf } from "@/lib/platform/user-agent";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { lockUser } from "@/lib/tenancy/row-locks";
import { labelOf } from "@/lib/tenancy/sign-in-providers";

const lookJob = "accounts.half-way-sign-in";
const subject = "A sign-in to your {product} account stopped at the second step";
const rooms = [{ most: 1, withinMs: 86_400_000 }];

const HalfWay = z.object({
  userId: z.string(),
  deviceHash: z.string(),
  method: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
type HalfWay = z.output<typeof HalfWay>;

/**
 * Looks later whether a sign-in that waits for its second factor was finished. Who has the password and not the factor
 * is a stranger whom no other mail tells of (ASVS 5, 6.3.5). Nothing is looked at for a device that the account knows.
 */
export async function lookAtHalfWay(
  tx: PrismaSession,
  userId: string,
  { method, client }: { method: string; client: Client },
  untilMs: number,
): Promise<void> {
  if (await tx.knownDevice.findFirst({ where: deviceOfAccount(userId, client) })) return;
  const { address, userAgent } = client;
  const payload = { userId, deviceHash: deviceHashOf(userId, client), method, address, userAgent } satisfies HalfWay;
  await runtime().jobs.enqueue(tx, lookJob, payload, untilMs);
}

export const signInJobs: JobHandlers = {
  [lookJob]: async (payload) => {
    await inTransaction(runtime(), (tx) => tellIfLeft(tx, HalfWay.parse(payload)));
    return undefined;
  },
};

/** An account knows a device from its first whole sign-in on: one that is still unknown has finished none. */
async function tellIfLeft(tx: PrismaSession, { userId, deviceHash, ...left }: HalfWay): Promise<void> {
  if (!(await lockUser(tx, userId))) return;
  if ((await tx.knownDevice.count({ where: { userId, deviceHash } })) > 0) return;
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const { email } = user;
  if (email.endsWith(".invalid") || (await nextMailMs(tx, { to: email, subject }, rooms)) !== null) return;
  const { address, userAgent, method } = left;
  const told = { outcome: "failure", reason: "second_factor_missing", method, attempts: 1 };
  await recordAccountEvent(tx, "user.sign_in_failed", userId, { address, userAgent }, told, null);
  const proof = method === "password" ? "gave the right password" : `came by your account at ${labelOf(method)}`;
  const text = `Somebody ${proof} to sign in to your {product} account with a device that it had not been used from before, and gave no right second factor. They did not get in.

Device: ${nameInMail(deviceOf(userAgent).name)}
Address: ${address ?? "unknown"}

If this was you, there is nothing to do. If it was not, somebody else knows how to take the first step. Say so here:

${await notMeLink(tx, user, { cameIn: false })}

That ends all that acts as you, and lets you set a new password. The link works once, for seven days.
`;
  await queueMail(tx, { to: email, subject, text });
}
