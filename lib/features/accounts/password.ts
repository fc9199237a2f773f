import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "@/lib/http/answer";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { actedBy } from "@/lib/tenancy/events";
import { recordAccountEvent } from "./account-events";
import { type AccountUser, getAccountUser } from "./account-user";
import type { FirstPassword, PasswordChange } from "./password-contract";
import { passwordTurn } from "./password-turn";
import { requireGoodPassword } from "./passwords/require-good-password";
import { issueSessionJwt } from "./session";
import { renewSessionAlone } from "./sessions/renew-session";
import { dashboardSessionCookie } from "./sessions/session-cookie";
import { actingOrigin, originOf } from "./sessions/session-origin";
import { countedAttempt } from "./sign-in/account-attempts";
import { signInRefusals } from "./sign-in-contract";
import { mailSignInMethodChange } from "./sign-in-mail";

/**
 * Changes the password for a bearer caller: everything that acts as the user ends at once, and a new session starts, which
 * notes what the former one's user had shown.
 */
export async function changePassword(
  principal: UserPrincipal,
  change: PasswordChange,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  const user = await getAccountUser(principal);
  const token = await replacePassword(principal, change, client, null, (tx, shown) =>
    issueSessionJwt(tx, user, client, shown),
  );
  return { user, token };
}

/**
 * Changes the password from the dashboard: this browser stays signed in, in a session under another id, and everything
 * else ends. A thief who copied its cookie goes with the former id.
 */
export async function changeOwnPassword(
  principal: UserPrincipal,
  change: PasswordChange,
  client: Client,
): Promise<Answer> {
  const user = await getAccountUser(principal);
  const renewed = await replacePassword(principal, change, client, principal.credentialId, (tx) =>
    renewSessionAlone(tx, principal),
  );
  return new Answer(204, {}, "", renewed ? [await dashboardSessionCookie(user, renewed)] : []);
}

/**
 * Sets a password for a user who has none, so far signed in by a provider. 409 when there is one, 401 where the session that
 * asks ended while the password was hashed.
 */
export async function setFirstPassword(
  principal: UserPrincipal,
  { new_password: password }: FirstPassword,
  client: Client,
): Promise<void> {
  const { changes, database, passwords } = runtime();
  const { userId } = principal;
  const user = await database.prisma.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  if (user.passwordHash !== null) throw hasPassword();
  await requireGoodPassword(password, user, "new_password");
  const passwordHash = await passwords.hash(password, passwordTurn(client, user.email));
  await changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const { count } = await tx.user.updateMany({ where: { id: userId, passwordHash: null }, data: { passwordHash } });
    if (count === 0) throw hasPassword();
    // Read again: the address may be another one by now.
    const told = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    await mailSignInMethodChange(tx, told, "password set", await actingOrigin(tx, principal));
    await recordAccountEvent(tx, "user.password_changed", userId, client, { first: true });
    return { result: undefined, subjects: [] };
  });
}

function hasPassword(): ApiError {
  return new ApiError("conflict", "This account has a password already; change that one");
}

async function replacePassword<Started>(
  principal: UserPrincipal,
  change: PasswordChange,
  client: Client,
  keptSessionId: string | null,
  start: (tx: PrismaSession, shown: readonly string[]) => Promise<Started>,
): Promise<Started> {
  const { passwords, changes } = runtime();
  const { userId } = principal;
  const current = await requirePassword(principal, change.current_password, "current_password", client);
  await requireGoodPassword(change.new_password, current, "new_password");
  const passwordHash = await passwords.hash(change.new_password, passwordTurn(client, current.email));
  return changes.commit(async (tx) => {
    // Two hashes took a while, in which the owner or an administrator may have ended what asks.
    await requireLiveSession(tx, principal);
    // Of two changes at once, or a change and a deletion, one finds that its password is no longer the user's. One that is
    // to be set anew by a link is not changed by who knows it.
    const changed = await tx.user.updateMany({
      where: { id: userId, passwordHash: current.passwordHash, passwordResetAskedAt: null },
      data: { passwordHash },
    });
    if (changed.count === 0) throw invalidToken("unknown");
    const acting = await tx.session.findUniqueOrThrow({ where: { id: principal.credentialId, userId } });
    const subjects = await endActingAsUser(tx, userId, { keptSessionId, actor: actedBy(principal) });
    await mailSignInMethodChange(tx, current, "password changed", originOf(acting));
    await recordAccountEvent(tx, "user.password_changed", userId, client, { first: false });
    return { result: await start(tx, acting.methods), subjects };
  });
}

/** Whose password it was. */
type PasswordUser = {
  id: string;
  email: string;
  name: string;
  passwordHash: string | null;
  passwordResetAskedAt: Date | null;
};

/**
 * Asks for the password again before something that cannot be undone. 400 on `field` when it is wrong, 429 after as
 * many attempts as a sign-in allows, 401 when the user is gone. 409 when it is to be set anew by a link: who knows it
 * proves nothing.
 */
export async function requirePassword(
  { userId }: UserPrincipal,
  password: string,
  field: string,
  client: Client | null,
): Promise<PasswordUser> {
  const { database, passwords } = runtime();
  const user = await database.prisma.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  if (user.passwordHash === null)
    throw invalidField(field, "cannot be right: this account has none yet; set one in Settings");
  const { email, passwordHash } = user;
  const verdict = await countedAttempt(
    { email, userId, from: "session", client, method: "password_asked_again" },
    async () => {
      const match = await passwords.verify(password, passwordHash, passwordTurn(client, email));
      const verdict = match === "wrong" ? "wrong" : "complete";
      return { verdict, result: verdict };
    },
  );
  if (verdict === "wrong") throw invalidField(field, "is not your password");
  if (user.passwordResetAskedAt) throw new ApiError("conflict", signInRefusals.password_reset_required);
  return user;
}
