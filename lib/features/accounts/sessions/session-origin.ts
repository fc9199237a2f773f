import "server-only";
import { z } from "zod";
import type { UserPrincipal } from "@/lib/access/principal";
import type { Session } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** By which sign-in something was done: the first id of its session, which confirmations leave, and the device of it. */
export const SessionOrigin = z.object({ sessionId: z.string(), deviceHash: z.string().nullable() });
export type SessionOrigin = z.output<typeof SessionOrigin>;

/** The origin of a session that is there. */
export function originOf({ id, firstId, deviceHash }: Pick<Session, "id" | "firstId" | "deviceHash">): SessionOrigin {
  return { sessionId: firstId ?? id, deviceHash };
}

/** The origin of the session that a user acts by; null where it has just ended. */
export async function actingOrigin(
  tx: PrismaSession,
  { userId, credentialId: id }: Pick<UserPrincipal, "userId" | "credentialId">,
): Promise<SessionOrigin | null> {
  const session = await tx.session.findUnique({ where: { id, userId } });
  return session && originOf(session);
}

/** What a passkey, an app or a provider's account remembers of who added it. */
export function addedBy(origin: SessionOrigin | null) {
  return { addedInSession: origin?.sessionId ?? null, addedOnDevice: origin?.deviceHash ?? null };
}
