import "server-only";
import { externalAddress } from "@/lib/access/external-address";
import type { PrismaSession } from "@/lib/platform/database";

/** Who administers the deployment now, suspended ones left out, and whether one user is the last who could sign in to do so. */
export type Administrators = { found: boolean; ids: readonly string[]; isLast: boolean };

/** Why the last administrator stays one. */
export const lastAdministrator = "The last administrator of this deployment stays one; name another one first";

/** Whether a user is that one, without holding anybody. */
export async function isLastAdministrator(tx: PrismaSession, userId: string): Promise<boolean> {
  const able = { instanceAdmin: true, suspendedAt: null };
  if ((await tx.user.count({ where: { id: userId, ...able } })) === 0) return false;
  const others = { id: { not: userId }, ...able, NOT: { email: { endsWith: externalAddress("") } } };
  return (await tx.user.count({ where: others })) === 0;
}

/**
 * Holds every administrator of the deployment together with one user, in one order. Of two who leave or remove each
 * other at once, the second finds themselves alone. Users of trusted issuers have no sign-in here and count as none.
 */
export async function lockAdministratorsAnd(tx: PrismaSession, userId: string): Promise<Administrators> {
  const held = await tx.$queryRaw<{ id: string; email: string; administers: boolean }[]>`
    SELECT id, email, instance_admin AND suspended_at IS NULL AS administers FROM users WHERE instance_admin OR id = ${userId} ORDER BY id FOR NO KEY UPDATE`;
  const administrators = held.filter((user) => user.administers);
  const others = administrators.filter(({ id, email }) => id !== userId && !email.endsWith(externalAddress("")));
  const ids = administrators.map(({ id }) => id);
  return {
    found: held.some(({ id }) => id === userId),
    ids,
    isLast: ids.includes(userId) && others.length === 0,
  };
}
