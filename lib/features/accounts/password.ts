import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { type AccountUser, getAccountUser } from "./account-user";
import type { PasswordChange } from "./contract";
import { requireUncommon } from "./password-rules";
import { type Client, issueSessionJwt } from "./session";

/** Changes the password for a bearer caller: every session and personal access token ends at once, and a new session starts. */
export async function changePassword(
  principal: UserPrincipal,
  change: PasswordChange,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  await replacePassword(principal, change, null);
  const user = await getAccountUser(principal);
  return { user, token: await issueSessionJwt(runtime().database.prisma, user, client) };
}

/** Changes the password from the dashboard: this browser stays signed in, everything else ends. */
export async function changeOwnPassword(principal: UserPrincipal, change: PasswordChange): Promise<void> {
  await replacePassword(principal, change, principal.credentialId);
}

async function replacePassword(principal: UserPrincipal, change: PasswordChange, keptSessionId: string | null) {
  const { passwords, changes, clock } = runtime();
  const { userId } = principal;
  const { email } = await requirePassword(principal, change.current_password, "current_password");
  requireUncommon(change.new_password, email, "new_password");
  const passwordHash = await passwords.hash(change.new_password);
  await changes.commit(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    await tx.session.deleteMany({ where: { userId, ...(keptSessionId ? { id: { not: keptSessionId } } : {}) } });
    await tx.personalAccessToken.updateMany({
      where: { userId, revokedAt: null },
      data: { revokedAt: new Date(clock.now()) },
    });
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}

/** Asks for the password again before something that cannot be undone; a 400 on `field` when it is wrong. */
export async function requirePassword(
  { userId }: UserPrincipal,
  password: string,
  field: string,
): Promise<{ email: string }> {
  const { database, passwords } = runtime();
  const user = await database.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  if (!(await passwords.verify(password, user.passwordHash))) throw invalidField(field, "is not your password");
  return { email: user.email };
}
