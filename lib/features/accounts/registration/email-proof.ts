import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { mailsSent, queueMail } from "@/lib/tenancy/mail";
import { issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";

const lifetimeMs = 24 * 3_600_000;
/** Asked again within this time, nothing more is sent. */
const pauseMs = 60_000;
/** Most mails to one address within a link's lifetime: what a stranger types must fill nobody's mailbox. */
const mostMails = 5;
const subject = "Confirm your address to create a Latchkey account";

/** Mails a link that proves an address to who wants to register with it. Beyond a few a day none is sent, and nothing says so. */
export async function mailEmailProof(tx: PrismaSession, email: string): Promise<void> {
  const { clock, settings } = runtime();
  // Of two at once, the second waits and counts the first one's mail.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`register ${email}`}))`;
  const sent = await mailsSent(tx, { to: email, subject, withinMs: lifetimeMs });
  const latest = sent[0]?.getTime() ?? 0;
  if (sent.length >= mostMails || latest + pauseMs > clock.now()) return;
  const { token } = await issueOneTimeToken(tx, { purpose: "registration", userId: null, lifetimeMs, data: { email } });
  const text = `Open this link to create your account with this address:

${settings.publicUrl}/register#token=${token}

It works once, for 24 hours. If you have an account already, sign in instead. If you did not ask for it, somebody else may have entered your address: ignore this mail.
`;
  await queueMail(tx, { to: email, subject, text });
}

/** Takes the token of such a link, for the address that it was mailed to alone. */
export async function takeEmailProof(tx: PrismaSession, token: string, email: string): Promise<boolean> {
  const taken = await takeOneTimeToken(tx, "registration", token);
  return taken !== null && Reflect.get(Object(taken.data), "email") === email;
}
