import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { liveSessions } from "@/lib/tenancy/live-sessions";
import { lockUser } from "@/lib/tenancy/row-locks";
import { sessionView } from "@/lib/tenancy/session-view";
import { recordAccountEvent } from "./account-events";
import type { SessionList } from "./session-contract";
import { graceMs } from "./sessions/renew-session";

/** A page of where the user is signed in, newest first; the first one begins with the session that asks. */
export async function listSessions(principal: UserPrincipal, { limit, cursor }: Page): Promise<SessionList> {
  const { database, clock } = runtime();
  const { userId, credentialId } = principal;
  // The former id of one that was just renewed is no other session.
  const live = { userId, ...liveSessions(new Date(clock.now() + graceMs)) };
  const [current, others, total] = await Promise.all([
    cursor === undefined ? database.prisma.session.findMany({ where: { ...live, id: credentialId } }) : [],
    database.prisma.session.findMany({
      where: { AND: [live, { id: { not: credentialId } }, afterCursor(cursor)] },
      orderBy: newestFirst,
      take: limit + 1,
    }),
    database.prisma.session.count({ where: live }),
  ]);
  const { rows, next_cursor } = pageOf(others, limit);
  const data = [...current, ...rows].map((row) => ({ ...sessionView(row), current: row.id === credentialId }));
  return { data, next_cursor, total };
}

/** How a session came to its end before its time. */
export type SessionEnd = "signed_out" | "ended_in_settings" | "replaced_by_sign_in";

/** Ends one session of the user's at once; 404 when it is not theirs, 401 where another one that asks for it has ended. */
export async function endSession(
  asking: { userId: string; credentialId?: string },
  id: string,
  how: SessionEnd,
  client: Client | null,
): Promise<void> {
  const { userId, credentialId = id } = asking;
  await runtime().changes.commit(async (tx) => {
    // Before their session, as the end of the account does.
    if (credentialId === id) await lockUser(tx, userId);
    else await requireLiveSession(tx, { userId, credentialId });
    const count = await endSessions(tx, userId, { only: id });
    if (count === 0) throw new ApiError("not_found", "There is no such session");
    await recordAccountEvent(tx, "session.ended", userId, client, { how, sessions: 1 });
    return { result: undefined, subjects: [`session:${id}`] };
  });
}

/** Ends every session of the user's but the caller's. */
export async function endOtherSessions(principal: UserPrincipal, client: Client): Promise<void> {
  const { userId, credentialId } = principal;
  await runtime().changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const count = await endSessions(tx, userId, { butNot: credentialId });
    const told = { how: "ended_in_settings", sessions: count };
    if (count > 0) await recordAccountEvent(tx, "session.ended", userId, client, told);
    // One announcement, however many there were: what still holds is read again.
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}
