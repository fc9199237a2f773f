import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { passwordTurn } from "@/lib/features/accounts/password-turn";
import { requireGoodPassword } from "@/lib/features/accounts/passwords/require-good-password";
import type { LinkProof, PasswordReset } from "@/lib/features/accounts/recovery-contract";
import { forgetFailures } from "@/lib/features/accounts/sign-in/account-attempts";
import { mailSignInMethodChange } from "@/lib/features/accounts/sign-in-mail";
import { invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { findOneTimeToken, type OneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { hasSecondFactor, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { mailFoundSetup } from "./found-setup-mail";
import { oldAddressesOf } from "./old-addresses";
import { removeWaysIn } from "./remove-ways-in";

/**
 * Sets a new password with the token of a link. Everything that acts as the user ends, other links included; nobody is
 * signed in, so that a second factor is asked for as ever. 400 on `token` for one that is unknown, used, expired, or was
 * made for an address that is the account's no more.
 */
export async function resetPassword({ token, new_password: password }: PasswordReset, client: Client): Promise<void> {
  const { changes, clock, database, passwords } = runtime();
  const userId = (await findOneTimeToken(database.prisma, "password reset", token))?.userId;
  const account = userId ? await database.prisma.user.findUnique({ where: { id: userId } }) : null;
  if (!account) throw unusable();
  await requireGoodPassword(password, account, "new_password");
  const passwordHash = await passwords.hash(password, passwordTurn(client, account.email));
  await changes.commit(async (tx) => {
    // The user first, as everywhere; of two resets at once the second finds its link ended by the first.
    if (!(await lockUser(tx, account.id))) throw unusable();
    const taken = await takeOneTimeToken(tx, "password reset", token);
    const user = await tx.user.findUnique({ where: { id: account.id } });
    const link = taken && linkOf(taken);
    if (!user || !link || link.email !== user.email) throw unusable();
    const proves = link.mailed && user.emailVerifiedAt === null;
    await tx.user.update({
      where: { id: user.id },
      data: {
        passwordHash,
        passwordResetAskedAt: null,
        ...(proves ? { emailVerifiedAt: new Date(clock.now()) } : {}),
      },
    });
    const subjects = await endActingAsUser(tx, user.id, { actor: { actorId: user.id, credentialId: null } });
    if (proves) await giveToOwner(tx, user, client);
    // A code that is guessed goes on counting; who gives no more than the new password need not wait for it.
    if (!hasSecondFactor(await secondFactorsOf(tx, user.id))) await forgetFailures(tx, user);
    // Those whose owners can still undo a change of address hear of it too.
    for (const address of new Set([user.email, ...(await oldAddressesOf(tx, user.id))])) {
      await mailSignInMethodChange(tx, { id: user.id, email: address }, "password reset", null);
    }
    const told = { first: user.passwordHash === null, by: "reset_link" };
    await recordAccountEvent(tx, "user.password_changed", user.id, client, told);
    return { result: undefined, subjects };
  });
}

/**
 * Looks whether a link still holds, and uses nothing up: its page tells of a dead one before its reader has thought of a
 * password. 400 on `token` as the reset itself would answer.
 */
export async function checkResetLink({ token }: LinkProof): Promise<void> {
  const { prisma } = runtime().database;
  const found = await findOneTimeToken(prisma, "password reset", token);
  const user = found?.userId ? await prisma.user.findUnique({ where: { id: found.userId } }) : null;
  if (!found || !user || linkOf(found).email !== user.email) throw unusable();
}

/**
 * Who reads the mailbox may be somebody else than who registered its address and never proved it. What that one set up
 * before, a provider's account, a passkey or an app, would stay a way in. What is an organization's stays, and is told.
 */
async function giveToOwner(tx: PrismaSession, user: { id: string; email: string }, client: Client): Promise<void> {
  const { providers } = await removeWaysIn(tx, user.id, { since: new Date(0) });
  const told = { by: "reset_link", providers_removed: providers };
  await recordAccountEvent(tx, "user.email_verified", user.id, client, told);
  await mailFoundSetup(tx, user);
}

function linkOf({ data }: OneTimeToken): { email: unknown; mailed: boolean } {
  const { email, mailed } = Object(data);
  return { email, mailed: mailed === true };
}

function unusable() {
  return invalidField("token", "is unknown, was used already, or expired; ask for a new link");
}
