import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { type AccountUser, accountUser } from "./account-user";
import type { Login } from "./contract";
import { promoteIfListed } from "./listed-admin";
import { issueSessionJwt, startSession } from "./session";

/** Signs in for bearer calls; 401 without saying which part was wrong. */
export async function login(credentials: Login, client: Client): Promise<{ user: AccountUser; token: string }> {
  const signedIn = await signIn(credentials, (tx, user) => issueSessionJwt(tx, user, client));
  if (!signedIn) throw new ApiError("wrong_login");
  return { user: signedIn.user, token: signedIn.started };
}

/** Signs in to the dashboard; null when email or password are wrong. */
export async function startDashboardSession(
  credentials: Login,
  client: Client,
): Promise<{ user: AccountUser; sessionId: string } | null> {
  const signedIn = await signIn(credentials, (tx, user) => startSession(tx, user.id, "dashboard", client));
  return signedIn && { user: signedIn.user, sessionId: signedIn.started.id };
}

/**
 * Starts a session for the user with this email and password; null for a wrong password and for an unknown address
 * alike, after the same time.
 */
async function signIn<Started>(
  { email, password }: Login,
  start: (tx: PrismaSession, user: AccountUser) => Promise<Started>,
): Promise<{ user: AccountUser; started: Started } | null> {
  const { changes, database, passwords } = runtime();
  const found = await database.prisma.user.findUnique({ where: { email } });
  const matches = await passwords.verify(password, found?.passwordHash ?? null);
  if (!found || !matches) return null;
  return changes.commit(async (tx) => {
    // A change of the password that was committed while this one was being compared has ended all sessions: no new one.
    const unchanged = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE id = ${found.id} AND password_hash = ${found.passwordHash} FOR NO KEY UPDATE`;
    if (unchanged.length === 0) return { result: null, subjects: [] };
    const subjects = await promoteIfListed(tx, found);
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: found.id } });
    const user = accountUser(found, organization);
    return { result: { user, started: await start(tx, user) }, subjects };
  });
}
