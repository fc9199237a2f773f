import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { Client } from "@/lib/http/route";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { operator } from "@/lib/tenancy/events";
import { liveSessions } from "@/lib/tenancy/live-sessions";
import { sessionView } from "@/lib/tenancy/session-view";
import { type Changer, holdUser, noSuchUser, recordUserChange } from "./administrate-user";
import type { AdminUserSession } from "./user-contract";

/** A page of where a user is signed in, newest first; 404 when there is no such user. */
export async function listUserSessions(
  userId: string,
  { limit, cursor }: Page,
): Promise<{ data: AdminUserSession[]; next_cursor: string | null }> {
  const { clock, database } = runtime();
  if ((await database.prisma.user.count({ where: { id: userId } })) === 0) throw noSuchUser();
  const found = await database.prisma.session.findMany({
    where: { AND: [{ userId, ...liveSessions(new Date(clock.now())) }, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(sessionView), next_cursor };
}

/** Ends every session of a user, in every process at once. */
export function endUserSessions(changer: Changer, userId: string, client: Client | null = null): Promise<void> {
  return end(changer, userId, undefined, client);
}

/** Ends one session of a user; 404 when it is not theirs. */
export function endUserSession(
  changer: Changer,
  userId: string,
  sessionId: string,
  client: Client | null = null,
): Promise<void> {
  return end(changer, userId, sessionId, client);
}

async function end(
  changer: Changer,
  subjectId: string,
  only: string | undefined,
  client: Client | null,
): Promise<void> {
  await runtime().changes.commit(async (tx) => {
    await holdUser(tx, changer, subjectId);
    const sessions = await endSessions(tx, subjectId, only === undefined ? {} : { only });
    if (sessions === 0 && only !== undefined) throw new ApiError("not_found", "There is no such session");
    const told = { how: changer === operator ? "ended_by_operator" : "ended_by_administrator", sessions };
    if (sessions > 0) await recordUserChange(tx, changer, client, { type: "session.ended", subjectId, told });
    return { result: undefined, subjects: [only === undefined ? `user:${subjectId}` : `session:${only}`] };
  });
}
