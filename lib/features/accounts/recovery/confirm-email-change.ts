import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { promoteIfListed } from "@/lib/features/accounts/listed-admin";
import type { LinkProof } from "@/lib/features/accounts/recovery-contract";
import { actingOrigin, type SessionOrigin } from "@/lib/features/accounts/sessions/session-origin";
import type { User } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { queueMail } from "@/lib/tenancy/mail";
import { endOneTimeTokens, issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { requiredProviderOf } from "@/lib/tenancy/required-provider";
import { AskedChange, isTaken } from "./change-email";
import { requireMovable } from "./movable-address";
import { requireProvedOrOwnDevice } from "./own-device";
import { type AddressChange, undoableMs } from "./take-back-address";

/**
 * Gives the account the address that the token was mailed to. The caller must be the account's user: a click in the mail
 * of somebody else's account must vouch for nothing. The former address is told, and can undo it for seven days where it was
 * proved to be the account's. Links that were mailed to the former address end. 400 on `token` for one that is not the
 * user's, was used or expired.
 */
export async function confirmEmailChange(principal: UserPrincipal, { token }: LinkProof, client: Client) {
  const { userId } = principal;
  const { changes, clock } = runtime();
  const confirming = changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const taken = await takeOneTimeToken(tx, "email change", token);
    const asked = AskedChange.safeParse(taken?.data).data;
    if (taken?.userId !== userId || asked?.from !== before.email) {
      throw invalidField("token", "is not one that was made for you, was used already, or expired; ask for a new link");
    }
    const { from, to } = asked;
    await requireProvedOrOwnDevice(tx, principal, before);
    await requireMovable(tx, principal, from, to);
    if (await isTaken(tx, to, userId)) throw takenMeanwhile();
    const user = await tx.user.update({
      where: { id: userId },
      data: { email: to, emailVerifiedAt: new Date(clock.now()) },
    });
    await endOneTimeTokens(tx, userId, ["email change", "password reset"]);
    await tx.emailProof.deleteMany({ where: { userId } });
    const by = [asked.by, await actingOrigin(tx, principal)].filter((origin) => origin !== null);
    const undoUntil = await tellFormer(tx, before, to, by);
    await recordAccountEvent(tx, "user.email_changed", userId, client, { old_email: from, new_email: to });
    const subjects = [`user:${userId}`, ...(await promoteIfListed(tx, user, client))];
    // People who came in before by another way than the new domain's do so no more.
    if ((await requiredProviderOf(tx, to)) !== null) await endSessions(tx, userId, { butNot: principal.credentialId });
    return { result: { email: to, undo_until: undoUntil && wholeSecond(undoUntil) }, subjects };
  });
  return confirming.catch((error: unknown) => {
    // Somebody registered it a moment before.
    throw isUniqueViolation(error) ? takenMeanwhile() : error;
  });
}

/**
 * Tells the former address of a change. Until when it can undo it; null for one that was never proved. That one may be
 * a stranger's, by a slip of who registered, and gets no say in the account, nor do links that were mailed there.
 */
async function tellFormer(
  tx: PrismaSession,
  { id: userId, email: from, emailVerifiedAt }: User,
  to: string,
  by: SessionOrigin[],
): Promise<Date | null> {
  if (emailVerifiedAt === null) {
    await endOneTimeTokens(tx, userId, ["not me"]);
    if (!from.endsWith(".invalid")) await queueMail(tx, { to: from, subject, text: unprovedText });
    return null;
  }
  const data = { from, to, by } satisfies AddressChange;
  const undo = await issueOneTimeToken(tx, { purpose: "email change undo", userId, lifetimeMs: undoableMs, data });
  if (!from.endsWith(".invalid")) await queueMail(tx, { to: from, subject, text: undoText(undo.token) });
  return undo.expiresAt;
}

function takenMeanwhile(): ApiError {
  return new ApiError("conflict", "This address has another account by now; choose another one");
}

const subject = "The address of your {product} account was changed";

function undoText(token: string): string {
  return `Your {product} account has another email address now. If this was you, there is nothing to do.

If it was not you, take the account back with this link. It works for seven days:

${runtime().settings.publicUrl}/undo-email-change#token=${token}

The account gets this address again, everything that acts as you ends, the ways to sign in that were added since seven days before the change are removed, your own among them, and a link to set a new password is mailed to you.
`;
}

const unprovedText = `A {product} account that was registered with this address has another one now. It was never proved that this address is theirs, so there is nothing to do here.
`;
