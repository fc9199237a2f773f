import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Client } from "@/lib/http/route";
import { tooSoon } from "@/lib/http/too-soon";
import { randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { queueMail } from "@/lib/tenancy/mail";
import { nextMailMs } from "@/lib/tenancy/mail-room";
import { recordAccountEvent } from "./account-events";
import type { EmailProof } from "./contract";
import { promoteIfListed } from "./listed-admin";

const lifetimeMs = 24 * 3_600_000;
/** Asked again within this time, nothing more is sent. */
const pauseMs = 60_000;
/** Within a link's lifetime: registering somebody else's address must not fill their mailbox. */
const rooms = [{ most: 5, withinMs: lifetimeMs }];
const tokenLength = 40;
const subject = "Verify your email address";

/**
 * Mails the user a link that proves their address, good once and for a day. 409 when it is proved already, 429 after
 * five within a day.
 */
export async function sendVerification(principal: UserPrincipal, client: Client) {
  const { userId } = principal;
  const { clock, settings } = runtime();
  return inTransaction(runtime(), async (tx) => {
    // Of two requests at once, the second waits and finds that a mail is on its way.
    await holdCaller(tx, principal);
    const user = await tx.user.findUnique({ where: { id: userId }, include: { emailProofs: true } });
    if (!user) throw invalidToken("unknown");
    const { email } = user;
    if (user.emailVerifiedAt) throw new ApiError("conflict", "This email address is verified already");
    const nowMs = clock.now();
    const onItsWay = user.emailProofs.find((proof) => proof.expiresAt.getTime() - lifetimeMs + pauseMs > nowMs);
    if (onItsWay) return sent(email, onItsWay.expiresAt);
    const nextMs = await nextMailMs(tx, { to: email, subject }, rooms);
    if (nextMs !== null) throw tooSoon("Five links were mailed to this address within a day", nextMs);
    const token = randomBase62(tokenLength);
    const expiresAt = new Date(nowMs + lifetimeMs);
    await tx.emailProof.deleteMany({ where: { userId } });
    await tx.emailProof.create({ data: { secretHash: runtime().peppers.hash(token), userId, email, expiresAt } });
    await queueMail(tx, { to: email, subject, text: mailText(settings.publicUrl, token) });
    await recordAccountEvent(tx, "user.verification_sent", userId, client);
    return sent(email, expiresAt);
  });
}

/**
 * Takes the token of a mailed link as the proof of its user's address. The caller must be that user. Somebody may have
 * registered an account on another person's address. A click in its mail must not make that person vouch for it.
 */
export async function confirmEmail(principal: UserPrincipal, { token }: EmailProof, client: Client) {
  const { userId } = principal;
  const { changes, clock } = runtime();
  return changes.commit(async (tx) => {
    // Before the proof, as sending another one and the end of the account do.
    await holdCaller(tx, principal);
    const now = new Date(clock.now());
    const where = { secretHash: { in: [...runtime().peppers.hashes(token)] }, userId };
    const proof = await tx.emailProof.findFirst({ where });
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!proof || !user || proof.expiresAt <= now || proof.email !== user.email) {
      throw invalidField("token", "is not one that was sent to you, was used already, or expired; ask for a new link");
    }
    // Of two that show the same token, one deletes it.
    const { count } = await tx.emailProof.deleteMany({ where });
    if (count === 0) throw invalidField("token", "was used already");
    await tx.emailProof.deleteMany({ where: { userId } });
    const proved = await tx.user.update({
      where: { id: userId },
      data: { emailVerifiedAt: user.emailVerifiedAt ?? now },
    });
    if (!user.emailVerifiedAt) await recordAccountEvent(tx, "user.email_verified", userId, client, { by: "mail" });
    return {
      result: { email: user.email, email_verified: true as const },
      subjects: await promoteIfListed(tx, proved, client),
    };
  });
}

function sent(email: string, expiresAt: Date) {
  const sentAt = new Date(expiresAt.getTime() - lifetimeMs);
  return { email, sent_at: wholeSecond(sentAt), expires_at: wholeSecond(expiresAt) };
}

/** The token stands in the fragment: no server, log or link scanner on the way uses it up or keeps it. */
function mailText(publicUrl: string, token: string): string {
  return `Open this link while you are signed in to {product}, and confirm that this address is yours:

${publicUrl}/verify-email#token=${token}

It works once, for 24 hours. If you did not ask for it, somebody else may have entered your address: ignore this mail.
`;
}
