import "server-only";
import { randomUUID } from "node:crypto";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Session } from "@/lib/generated/prisma/client";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import type { ConfirmedBy } from "./confirm-session";
import { sessionMethodOf } from "./session-methods";
import { originOf } from "./session-origin";

/** How long the former cookie of a renewed session goes on, for requests that are under way. */
export const graceMs = 10_000;

/**
 * Lets a session go on under another id, as one whose user has just proved who they are. The former id ends within seconds:
 * whoever copied its cookie gains nothing by the proof (ASVS 5, 7.2.4). It ends when the former one would have. Null when
 * another proof has renewed it a moment ago. Throws 401 when it has ended. The caller announces the former session.
 */
export async function renewSession(
  tx: PrismaSession,
  { credentialId: id, userId }: Pick<UserPrincipal, "credentialId" | "userId">,
  method: ConfirmedBy,
): Promise<Session | null> {
  const nowMs = runtime().clock.now();
  const held = await tx.$queryRaw<object[]>`
    SELECT FROM sessions WHERE id = ${id} AND user_id = ${userId} FOR UPDATE`;
  const former = held.length > 0 ? await tx.session.findUnique({ where: { id } }) : null;
  if (!former || former.expiresAt.getTime() <= nowMs) throw invalidToken("unknown");
  const graceEnds = new Date(nowMs + graceMs);
  if (former.expiresAt <= graceEnds) return null;
  await tx.session.update({ where: { id }, data: { expiresAt: graceEnds } });
  const methods = [...new Set([...former.methods, sessionMethodOf(method)])];
  return tx.session.create({
    data: { ...former, id: randomUUID(), firstId: originOf(former).sessionId, methods, confirmedAt: new Date(nowMs) },
  });
}
