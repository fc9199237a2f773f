import "server-only";
import { randomUUID } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { type AccountUser, accountUser } from "./account-user";
import { isListedAdmin } from "./listed-admin";

type NewUser = {
  email: string;
  name?: string | undefined;
  /** Null: the user signs in with a provider. */
  passwordHash: string | null;
  /** Whether it is proved that the address is the user's own. */
  emailVerified: boolean;
};

/** Creates a user with their personal organization in the caller's transaction; a taken address violates a unique constraint. */
export async function createUser(
  tx: PrismaSession,
  { email, name, passwordHash, emailVerified }: NewUser,
): Promise<AccountUser> {
  const id = randomUUID();
  const displayName = name ?? email.slice(0, email.indexOf("@")).slice(0, 100);
  const emailVerifiedAt = emailVerified ? new Date(runtime().clock.now()) : null;
  const instanceAdmin = (await isFirstUser(tx)) || isListedAdmin({ email, emailVerifiedAt });
  const user = await tx.user.create({
    data: { id, email, name: displayName, passwordHash, emailVerifiedAt, instanceAdmin },
  });
  // The personal organization carries the user's id: a tenant id that every client already knows.
  const organization = await tx.organization.create({
    data: { id, name: `${displayName}'s organization`, memberships: { create: { userId: id, role: "owner" } } },
  });
  return accountUser(user, organization);
}

/**
 * The first user of a deployment administers it, once and for all. Registering after all were deleted makes none,
 * also where users of trusted issuers remain, who only use the API. Of two at once the second waits to see.
 */
async function isFirstUser(tx: PrismaSession): Promise<boolean> {
  const noted = await tx.$executeRaw`
    INSERT INTO deployment_facts (fact) VALUES ('first user registered') ON CONFLICT DO NOTHING`;
  return noted === 1;
}
