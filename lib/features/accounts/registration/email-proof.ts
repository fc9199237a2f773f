import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";

const lifetimeMs = 24 * 3_600_000;
/** What a stranger types must fill nobody's mailbox. */
const rooms = [
  { most: 1, withinMs: 60_000 },
  { most: 5, withinMs: lifetimeMs },
];
const subject = "Confirm your address to create a {product} account";

/** Mails a link that proves an address to who wants to register with it. Beyond a few a day none is sent, and nothing says so. */
export async function mailEmailProof(tx: PrismaSession, email: string): Promise<void> {
  const { settings } = runtime();
  // Of two at once, the second waits and counts the first one's mail.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`register ${email}`}))`;
  if ((await nextMailMs(tx, { to: email, subject }, rooms)) !== null) return;
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
