import "server-only";
import { randomUUID } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { recordAccountEvent } from "./account-events";
import { type AccountUser, accountUser } from "./account-user";
import { recordNewAdministrator } from "./new-administrator";
import type { ProviderId } from "./provider-contract";
import type { Welcome } from "./registration/admit-newcomer";
import { rememberDevice } from "./sessions/known-device";

/** Somebody who was admitted, and what is known of them. */
type NewUser = Welcome & {
  email: string;
  name?: string | undefined;
  /** Null: the user signs in with a provider. */
  passwordHash: string | null;
};

/**
 * Creates a user with their personal organization in the caller's transaction, who came by `method`, and tells their audit log;
 * the device is known from now on. A taken address violates a unique constraint.
 */
export async function createUser(
  tx: PrismaSession,
  { email, name, passwordHash, emailVerified, administratorBy }: NewUser,
  method: "password" | ProviderId,
  client: Client,
): Promise<AccountUser> {
  const id = randomUUID();
  const displayName = name ?? email.slice(0, email.indexOf("@")).slice(0, 100);
  const instanceAdmin = administratorBy !== null;
  const emailVerifiedAt = emailVerified ? new Date(runtime().clock.now()) : null;
  const user = await tx.user.create({
    data: { id, email, name: displayName, passwordHash, emailVerifiedAt, instanceAdmin },
  });
  // The personal organization carries the user's id: a tenant id that every client already knows.
  const organization = await tx.organization.create({
    data: { id, name: `${displayName}'s organization`, memberships: { create: { userId: id, role: "owner" } } },
  });
  await recordAccountEvent(tx, "user.registered", id, client, { method });
  if (administratorBy) await recordNewAdministrator(tx, id, administratorBy, client);
  await rememberDevice(tx, id, client);
  return accountUser(user, organization);
}
