import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { lockUser } from "@/lib/access/row-locks";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { SignedInSession } from "./contract";

/** Where the user is signed in, newest first. */
export async function listSessions(principal: UserPrincipal): Promise<SignedInSession[]> {
  const { database, clock } = runtime();
  const sessions = await database.prisma.session.findMany({
    where: { userId: principal.userId, expiresAt: { gt: new Date(clock.now()) } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return sessions.map((session) => ({
    id: session.id,
    kind: session.kind === "dashboard" ? "dashboard" : "api",
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    current: session.id === principal.credentialId,
  }));
}

/** Ends one session of the user's at once; 404 when it is not theirs. */
export async function endSession({ userId }: { userId: string }, id: string): Promise<void> {
  await runtime().changes.commit(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id, userId } });
    if (count === 0) throw new ApiError("not_found", "There is no such session");
    return { result: undefined, subjects: [`session:${id}`] };
  });
}

/** Ends every session of the user's but the caller's. */
export async function endOtherSessions({ userId, credentialId }: UserPrincipal): Promise<void> {
  await runtime().changes.commit(async (tx) => {
    await lockUser(tx, userId);
    await tx.session.deleteMany({ where: { userId, id: { not: credentialId } } });
    // One announcement, however many there were: what still holds is read again.
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}
