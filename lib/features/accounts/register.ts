import "server-only";
import { randomUUID } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { type AccountUser, accountUser } from "./account-user";
import type { Registration } from "./contract";
import { requireUncommon } from "./password-rules";
import { issueSessionJwt } from "./session";

/** Creates a user with their personal organization, and a session; 409 when the address is taken, 400 for a common password. */
export async function register(
  { email, password, name }: Registration,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  requireUncommon(password, email, "password");
  const { database, passwords } = runtime();
  const passwordHash = await passwords.hash(password);
  const id = randomUUID();
  const displayName = name ?? email.slice(0, email.indexOf("@")).slice(0, 100);
  try {
    return await database.prisma.$transaction(async (tx) => {
      const instanceAdmin = await isFirstUser(tx);
      const user = await tx.user.create({ data: { id, email, name: displayName, passwordHash, instanceAdmin } });
      // The personal organization carries the user's id: a tenant id that every client already knows.
      const organization = await tx.organization.create({
        data: { id, name: `${displayName}'s organization`, memberships: { create: { userId: id, role: "owner" } } },
      });
      return { user: accountUser(user, organization), token: await issueSessionJwt(tx, user, client) };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new ApiError("conflict", "An account with this email address exists already");
    throw error;
  }
}

/** The first user of a deployment administers it; of two that register at once on an empty one, the second waits to see. */
async function isFirstUser(tx: PrismaSession): Promise<boolean> {
  if ((await tx.user.count({ take: 1 })) > 0) return false;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('latchkey first user'))`;
  return (await tx.user.count({ take: 1 })) === 0;
}
