import { randomUUID } from "node:crypto";
import type { PlanId } from "@/lib/access/catalogue";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { register } from "@/lib/features/accounts/register";
import { createApiKey } from "@/lib/features/api-keys/create-key";
import type { NewApiKey } from "@/lib/features/api-keys/key-contract";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { insertNewcomer } from "./newcomer";

export const testPassword = "correct horse battery staple";

/** A registered user with a session token. */
export type TestUser = { id: string; email: string; token: string; principal: UserPrincipal };

/** The device that registers the users of tests. */
export const registeringClient = { address: "198.51.100.7", userAgent: "vitest" };

/**
 * A registered user, on a plan where one is named. The first one of a database, and one whose address is named, comes by the
 * registration itself, with all that it asks and decides.
 */
export async function createUser({ plan = "free", email }: { plan?: PlanId; email?: string } = {}): Promise<TestUser> {
  const address = email ?? `user-${randomUUID()}@example.test`;
  const passwordHash = email === undefined && isOpenToAll() ? passwordHashes.get(runtime().database) : undefined;
  const { user, token } = passwordHash
    ? await insertNewcomer({ email: address, passwordHash, plan, client: registeringClient })
    : await registerOn(plan, address);
  const check = await runtime().directory.checkBearer(token);
  if (!check.ok) throw new Error(`a fresh session is ${check.reason}`);
  return { id: user.id, email: address, token, principal: { ...check.record.principal, userId: user.id } };
}

/** The hash of the test password in databases where somebody has registered with it. */
const passwordHashes = new WeakMap<object, string>();

const isOpenToAll = () =>
  runtime().settings.registration.mode === "open" && runtime().settings.adminEmails.length === 0;

async function registerOn(plan: PlanId, email: string) {
  const { database } = runtime();
  const registered = await register({ email, password: testPassword }, registeringClient);
  const { id, organizationId } = registered.user;
  if (plan !== "free") await setPlan(organizationId, plan);
  const { passwordHash } = await database.prisma.user.findUniqueOrThrow({ where: { id } });
  if (passwordHash) passwordHashes.set(database, passwordHash);
  return registered;
}

/** Proves a user's address, which those who invite others need. */
export async function proveAddress<User extends { id: string }>(user: User): Promise<User> {
  const { clock, database } = runtime();
  await database.prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date(clock.now()) } });
  return user;
}

/** An API key of a user's organization, with its secret. */
export async function createKey(
  owner: TestUser,
  wanted: Partial<NewApiKey> = {},
): Promise<{ id: string; secret: string; principal: Principal }> {
  const { data, key } = await createApiKey(owner.principal, { name: "Test key", ...wanted });
  const check = await runtime().directory.checkBearer(key);
  if (!check.ok) throw new Error(`a fresh key is ${check.reason}`);
  return { id: data.id, secret: key, principal: check.record.principal };
}

/** Makes a user an administrator of the deployment, in every process at once. */
export async function makeInstanceAdmin({ id }: Pick<TestUser, "id">): Promise<void> {
  await runtime().changes.commit(async (tx) => {
    await tx.user.update({ where: { id }, data: { instanceAdmin: true } });
    return { result: undefined, subjects: [`user:${id}`] };
  });
}
