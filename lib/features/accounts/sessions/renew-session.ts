import "server-only";
import { randomUUID } from "node:crypto";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Session } from "@/lib/generated/prisma/client";
import { invalidToken } from "@/lib/http/bearer";
import { confirmedForMs } from "@/lib/http/confirmed-session";
import type { PrismaSession } from "@/lib/platform/database";
import { endSessions } from "@/lib/tenancy/end-sessions";
import type { ConfirmedBy } from "./confirm-session";
import { sessionMethodOf } from "./session-methods";
import { originOf } from "./session-origin";

/** How long the former cookie of a renewed session goes on, for requests that are under way; as one that is too old to be asked for more. */
export const graceMs = 10_000;

/**
 * Lets a session go on under another id, as one whose user has just proved who they are. The former id ends within seconds
 * and is asked for a proof meanwhile: whoever copied its cookie gains nothing by this one (ASVS 5, 7.2.4). It ends when the former one would have. Null when
 * another proof has renewed it a moment ago. Throws 401 when it has ended. The caller announces the former session.
 */
export async function renewSession(
  tx: PrismaSession,
  { credentialId: id, userId }: Asking,
  method: ConfirmedBy,
): Promise<Session | null> {
  const nowMs = runtime().clock.now();
  const held = await tx.$queryRaw<object[]>`
    SELECT FROM sessions WHERE id = ${id} AND user_id = ${userId} FOR UPDATE`;
  const former = held.length > 0 ? await tx.session.findUnique({ where: { id } }) : null;
  if (!former || former.expiresAt.getTime() <= nowMs) throw invalidToken("unknown");
  const graceEnds = new Date(nowMs + graceMs);
  if (former.expiresAt <= graceEnds) return null;
  // Not so long ago that it counts as idle.
  const unconfirmed = new Date(Math.min(former.createdAt.getTime(), nowMs - confirmedForMs - 1));
  const left = { expiresAt: graceEnds, createdAt: unconfirmed, confirmedAt: null };
  await tx.session.update({ where: { id }, data: left });
  return startAgain(tx, former, former.expiresAt, method);
}

/**
 * The same for who gives the password to change it, and whose session goes on alone. Those by which other proofs have
 * renewed it a moment ago end, because somebody who copied the cookie may have given them.
 */
export async function renewSessionAlone(tx: PrismaSession, asking: Asking): Promise<Session | null> {
  const renewed = await renewSession(tx, asking, "password");
  if (renewed) return renewed;
  const { credentialId: id, userId } = asking;
  const former = await tx.session.findUniqueOrThrow({ where: { id } });
  const firstId = originOf(former).sessionId;
  const since = await tx.session.findMany({ where: { userId, firstId, id: { not: id } } });
  for (const { id: only } of since) await endSessions(tx, userId, { only });
  const expiresAt = since.map((session) => session.expiresAt).toSorted((one, other) => +other - +one)[0];
  return expiresAt ? startAgain(tx, former, expiresAt, "password") : null;
}

type Asking = Pick<UserPrincipal, "credentialId" | "userId">;

/** A session under another id, confirmed now. */
function startAgain(tx: PrismaSession, former: Session, expiresAt: Date, method: ConfirmedBy): Promise<Session> {
  const methods = [...new Set([...former.methods, sessionMethodOf(method)])];
  const confirmedAt = new Date(runtime().clock.now());
  const firstId = originOf(former).sessionId;
  return tx.session.create({ data: { ...former, id: randomUUID(), firstId, expiresAt, methods, confirmedAt } });
}
