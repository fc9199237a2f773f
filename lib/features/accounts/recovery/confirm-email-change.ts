import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { promoteIfListed } from "@/lib/features/accounts/listed-admin";
import type { LinkProof } from "@/lib/features/accounts/recovery-contract";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { queueMail } from "@/lib/tenancy/mail";
import { endOneTimeTokens, type IssuedToken, issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { requiredProviderOf } from "@/lib/tenancy/required-provider";
import { lockUser } from "@/lib/tenancy/row-locks";
import { isTaken } from "./change-email";
import { requireMovable } from "./movable-address";

/** How long the former address can undo a change. */
const undoableMs = 7 * 86_400_000;

/**
 * Gives the account the address that the token was mailed to. The caller must be the account's user: a click in the mail
 * of somebody else's account must vouch for nothing. The former address is told, and can undo it for seven days. Links
 * that were mailed to the former address end. 400 on `token` for one that is not the user's, was used or expired.
 */
export async function confirmEmailChange({ userId }: UserPrincipal, { token }: LinkProof, client: Client) {
  const { changes, clock } = runtime();
  const confirming = changes.commit(async (tx) => {
    if (!(await lockUser(tx, userId))) throw invalidToken("unknown");
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const taken = await takeOneTimeToken(tx, "email change", token);
    const { from, to } = Object(taken?.data);
    if (taken?.userId !== userId || from !== before.email || typeof to !== "string") {
      throw invalidField("token", "is not one that was made for you, was used already, or expired; ask for a new link");
    }
    await requireMovable(tx, from, to);
    if (await isTaken(tx, to, userId)) throw takenMeanwhile();
    if ((await requiredProviderOf(tx, before.email)) !== null) {
      throw new ApiError("conflict", "Your organization says how addresses of this domain sign in; ask an owner of it");
    }
    const user = await tx.user.update({
      where: { id: userId },
      data: { email: to, emailVerifiedAt: new Date(clock.now()) },
    });
    await endOneTimeTokens(tx, userId, ["email change", "password reset"]);
    await tx.emailProof.deleteMany({ where: { userId } });
    const undo = await makeUndoToken(tx, { ...before, proved: before.emailVerifiedAt !== null }, to);
    if (!from.endsWith(".invalid")) await queueMail(tx, { to: from, ...undoMail(undo.token) });
    await recordAccountEvent(tx, "user.email_changed", userId, client, { old_email: from, new_email: to });
    const subjects = [`user:${userId}`, ...(await promoteIfListed(tx, user))];
    return { result: { email: to, undo_until: wholeSecond(undo.expiresAt) }, subjects };
  });
  return confirming.catch((error: unknown) => {
    // Somebody registered it a moment before.
    throw isUniqueViolation(error) ? takenMeanwhile() : error;
  });
}

/** A token with which the former address of an account gets it back. */
export function makeUndoToken(
  tx: PrismaSession,
  former: { id: string; email: string; proved: boolean },
  to: string,
): Promise<IssuedToken> {
  return issueOneTimeToken(tx, {
    purpose: "email change undo",
    userId: former.id,
    lifetimeMs: undoableMs,
    data: { from: former.email, to, proved: former.proved },
  });
}

function takenMeanwhile(): ApiError {
  return new ApiError("conflict", "This address has another account by now; choose another one");
}

function undoMail(token: string) {
  const subject = "The address of your Latchkey account was changed";
  const text = `Your Latchkey account has another email address now. If this was you, there is nothing to do.

If it was not you, take the account back with this link. It works for seven days:

${runtime().settings.publicUrl}/undo-email-change#token=${token}

The account gets this address again, everything that acts as you ends, and a link to set a new password is mailed to you.
`;
  return { subject, text };
}
