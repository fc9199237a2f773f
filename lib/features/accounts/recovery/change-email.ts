import "server-only";
import { z } from "zod";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { EmailChange } from "@/lib/features/accounts/recovery-contract";
import { actingOrigin, SessionOrigin } from "@/lib/features/accounts/sessions/session-origin";
import { invalidField } from "@/lib/http/api-error";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { tooSoon } from "@/lib/http/too-soon";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { endOneTimeTokens, issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { recoveryMailRooms } from "./mail-room";
import { requireMovable } from "./movable-address";
import { isOldAddress } from "./old-addresses";
import { requireProvedOrOwnDevice } from "./own-device";
import { takeRecoveryAttempt } from "./recovery-attempts";

const lifetimeMs = 24 * 3_600_000;
const subject = "A new address for a {product} account";
/** Most addresses that one account may have mailed within a day: they are strangers' mailboxes, as many as one likes to type. */
const mostWishes = 10;
const dayMs = 86_400_000;

/** What the token of a link to a new address remembers. */
export const AskedChange = z.object({ from: z.string(), to: z.string(), by: SessionOrigin.nullable().default(null) });
type AskedChange = z.output<typeof AskedChange>;

/**
 * Mails a link to the address that the account shall have. The answer is the same where that address is another
 * account's: its owner is told instead, and nothing comes of it. 429 when too many mails went there or were asked for
 * by the account. 400 for the address of today, 409 where that one is not proved and a strange device asks.
 */
export async function askEmailChange(principal: UserPrincipal, { email }: EmailChange, client: Client) {
  const { userId } = principal;
  await takeRecoveryAttempt(email);
  return inTransaction(runtime(), async (tx) => {
    await requireLiveSession(tx, principal);
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.email === email) throw invalidField("email", "is the address of this account already");
    await requireProvedOrOwnDevice(tx, principal, user);
    await requireMovable(tx, principal, user.email, email);
    await requireFewWishes(tx, userId);
    const nextMs = await nextMailMs(tx, { to: email, subject }, recoveryMailRooms);
    if (nextMs !== null) throw tooSoon("A link was mailed to this address a moment ago; look there", nextMs);
    // A change that was asked for before is replaced by this one.
    await endOneTimeTokens(tx, userId, ["email change"]);
    // Made for a taken address too, and then mailed to nobody, so that both take the same time.
    const { token, expiresAt } = await issueOneTimeToken(tx, {
      purpose: "email change",
      userId,
      lifetimeMs,
      data: { from: user.email, to: email, by: await actingOrigin(tx, principal) } satisfies AskedChange,
    });
    const text = (await isTaken(tx, email, userId)) ? takenText : changeText(token);
    await queueMail(tx, { to: email, subject, text });
    await recordAccountEvent(tx, "user.email_change_asked", userId, client, { new_email: email });
    return { email, expires_at: wholeSecond(expiresAt) };
  });
}

/** Counted by what the audit log tells, so that the account's own wishes count wherever their mails went. */
async function requireFewWishes(tx: PrismaSession, userId: string): Promise<void> {
  const since = new Date(runtime().clock.now() - dayMs);
  const asked = await tx.event.findMany({
    where: {
      organizationId: userId,
      type: "user.email_change_asked",
      createdAt: { gt: since },
    },
    orderBy: { createdAt: "desc" },
    take: mostWishes,
    select: { createdAt: true },
  });
  const oldest = asked[mostWishes - 1];
  if (!oldest) return;
  throw tooSoon("Ten links to new addresses were asked for within a day", oldest.createdAt.getTime() + dayMs);
}

/** Whether an address belongs to another account, or may become its address again. */
export async function isTaken(tx: PrismaSession, email: string, ownUserId: string): Promise<boolean> {
  const owner = await findUserByEmail(tx, email);
  const isOld = await isOldAddress(tx, email, ownUserId);
  return isOld || (owner !== null && owner.id !== ownUserId);
}

function changeText(token: string): string {
  return `Somebody wants this to be the address of their {product} account. If it was you, open this link while you are signed in to that account:

${runtime().settings.publicUrl}/confirm-email#token=${token}

It works once, for 24 hours. If it was not you, ignore this mail: nothing changes.
`;
}

const takenText = `Somebody wants this to be the address of another {product} account. This address has an account already, so nothing was changed.

If it was you, sign in to the account that you have with this address, or use another address. If it was not you, there is nothing to do.
`;
