import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { recordAccountEvent, tellFailedSignIn } from "./account-events";
import { type AccountUser, accountUser } from "./account-user";
import { promoteIfListed } from "./listed-admin";
import { passwordTurn } from "./password-turn";
import { issueSessionJwt, startSession } from "./session";
import type { Login } from "./sign-in-contract";

/** Signs in for bearer calls; 401 without saying which part was wrong. */
export async function login(credentials: Login, client: Client): Promise<{ user: AccountUser; token: string }> {
  const signedIn = await signIn(credentials, client, (tx, user) => issueSessionJwt(tx, user, client));
  if (!signedIn) throw new ApiError("wrong_login");
  return { user: signedIn.user, token: signedIn.started };
}

/** Signs in to the dashboard; null when email or password are wrong. */
export async function startDashboardSession(
  credentials: Login,
  client: Client,
): Promise<{ user: AccountUser; sessionId: string } | null> {
  const signedIn = await signIn(credentials, client, (tx, user) => startSession(tx, user.id, "dashboard", client));
  return signedIn && { user: signedIn.user, sessionId: signedIn.started.id };
}

/**
 * Starts a session for the user with this email and password. Null for a wrong password and for an unknown address
 * alike, after the same time.
 */
async function signIn<Started>(
  { email, password }: Login,
  client: Client,
  start: (tx: PrismaSession, user: AccountUser) => Promise<Started>,
  isLastAttempt = false,
): Promise<{ user: AccountUser; started: Started } | null> {
  const { changes, database, passwords } = runtime();
  const found = await findUserByEmail(database.prisma, email);
  const turn = passwordTurn(client, email);
  const match = await passwords.verify(password, found?.passwordHash ?? null, turn);
  if (found && match === "wrong") void tellFailedSignIn(found.id, client, "password");
  if (!found || match === "wrong") return null;
  const passwordHash = match === "outdated" ? await passwords.hash(password, turn) : null;
  const signedIn = await changes.commit<{ user: AccountUser; started: Started } | "changed">(async (tx) => {
    // A change of the password that was committed while this one was being compared has ended all sessions: no new one.
    const unchanged = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE id = ${found.id} AND password_hash = ${found.passwordHash} FOR NO KEY UPDATE`;
    if (unchanged.length === 0) return { result: "changed", subjects: [] };
    if (passwordHash !== null) await tx.user.update({ where: { id: found.id }, data: { passwordHash } });
    const subjects = await promoteIfListed(tx, found);
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: found.id } });
    const user = accountUser(found, organization);
    await recordAccountEvent(tx, "user.signed_in", user.id, client, { method: "password" });
    return { result: { user, started: await start(tx, user) }, subjects };
  });
  if (signedIn !== "changed") return signedIn;
  // Another sign-in may have stored the same password in today's form: what is stored now decides.
  return isLastAttempt ? null : signIn({ email, password }, client, start, true);
}
