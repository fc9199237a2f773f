import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { deviceOf } from "@/lib/platform/user-agent";
import { wholeSecond } from "@/lib/platform/whole-second";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { notMeLink } from "./not-me";

const subject = "New sign-in to your {product} account";
/** Programs on changing networks must not fill a mailbox; the audit log has every one. */
const rooms = [{ most: 5, withinMs: 86_400_000 }];

/** Tells the owner of a sign-in from a device that the account did not know, and how to say that it was not them. */
export async function mailNewDevice(
  tx: PrismaSession,
  account: { id: string; email: string },
  client: Client,
  deviceHash: string,
): Promise<void> {
  const { email } = account;
  if (email.endsWith(".invalid")) return;
  const nowMs = runtime().clock.now();
  if ((await nextMailMs(tx, { to: email, subject }, rooms)) !== null) return;
  const link = await notMeLink(tx, account, { deviceHash });
  const text = `Somebody signed in to your {product} account with a device that it had not been used from before.

Device: ${nameInMail(deviceOf(client.userAgent).name)}
Address: ${client.address ?? "unknown"}
Time: ${wholeSecond(new Date(nowMs))}

If this was you, there is nothing to do. If it was not, say so here:

${link}

That ends all that acts as you, removes the ways to sign in that were added since seven days before this mail, your own among them, and lets you set a new password. The link works once, for seven days.
`;
  await queueMail(tx, { to: email, subject, text });
}
