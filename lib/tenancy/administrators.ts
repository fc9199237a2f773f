import "server-only";
import { externalAddress } from "@/lib/access/external-address";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { identityProvidersOffered } from "./sign-in-providers";

/** Who administers the deployment now, suspended ones left out, and whether one user is the last who could sign in to do so. */
export type Administrators = { found: boolean; ids: readonly string[]; isLast: boolean };

/** Why the last administrator stays one. */
export const lastAdministrator = "The last administrator of this deployment stays one; name another one first";

const able = { instanceAdmin: true, suspendedAt: null };

/** Whether a user is that one, without holding anybody. */
export async function isLastAdministrator(tx: PrismaSession, userId: string): Promise<boolean> {
  return (await tx.user.count({ where: { id: userId, ...able } })) > 0 && isAlone(tx, userId);
}

/** Whether no other administrator could sign in. Users of trusted issuers have no sign-in here and count as none. */
async function isAlone(tx: PrismaSession, userId: string): Promise<boolean> {
  const others = { id: { not: userId }, ...able, NOT: { email: { endsWith: externalAddress("") } } };
  return (await tx.user.count({ where: { ...others, OR: waysIn() } })) === 0;
}

/** What an administrator can sign in with. A password that is to be replaced is none where no mail server can bring the link. */
function waysIn() {
  const mails = runtime().settings.smtpUrl !== null;
  return [
    { passwordHash: { not: null }, ...(mails ? {} : { passwordResetAskedAt: null }) },
    { passkeys: { some: {} } },
    { identities: { some: { provider: { in: identityProvidersOffered() } } } },
  ];
}

/**
 * Holds every administrator of the deployment together with one user, in one order. Of two who leave or remove each
 * other at once, the second finds themselves alone.
 */
export async function lockAdministratorsAnd(tx: PrismaSession, userId: string): Promise<Administrators> {
  const held = await tx.$queryRaw<{ id: string; administers: boolean }[]>`
    SELECT id, instance_admin AND suspended_at IS NULL AS administers FROM users WHERE instance_admin OR id = ${userId} ORDER BY id FOR NO KEY UPDATE`;
  const ids = held.filter((user) => user.administers).map(({ id }) => id);
  return {
    found: held.some(({ id }) => id === userId),
    ids,
    // Who administers is held by now, and so is what they could sign in with.
    isLast: ids.includes(userId) && (await isAlone(tx, userId)),
  };
}
