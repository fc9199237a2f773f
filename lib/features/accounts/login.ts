import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { type AccountUser, accountUser } from "./account-user";
import type { Login } from "./contract";
import { type Client, issueSessionJwt, startSession } from "./session";

/** The user with this email and password; null for a wrong password and for an unknown address alike, after the same time. */
export async function findByPassword({ email, password }: Login): Promise<AccountUser | null> {
  const { database, passwords } = runtime();
  const user = await database.prisma.user.findUnique({ where: { email } });
  const matches = await passwords.verify(password, user?.passwordHash ?? null);
  if (!user || !matches) return null;
  const organization = await database.prisma.organization.findUniqueOrThrow({ where: { id: user.id } });
  return accountUser(user, organization);
}

/** Signs in for bearer calls; 401 without saying which part was wrong. */
export async function login(credentials: Login, client: Client): Promise<{ user: AccountUser; token: string }> {
  const user = await findByPassword(credentials);
  if (!user) throw new ApiError("wrong_login");
  return { user, token: await issueSessionJwt(runtime().database.prisma, user, client) };
}

/** Signs in to the dashboard; null when email or password are wrong. */
export async function startDashboardSession(
  credentials: Login,
  client: Client,
): Promise<{ user: AccountUser; sessionId: string } | null> {
  const user = await findByPassword(credentials);
  if (!user) return null;
  const session = await startSession(runtime().database.prisma, user.id, "dashboard", client);
  return { user, sessionId: session.id };
}
