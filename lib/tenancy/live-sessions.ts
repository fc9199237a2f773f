import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** Which sessions still count: within their lifetime, and used lately enough where idle ones end. */
export function liveSessions(now: Date): Prisma.SessionWhereInput {
  const { sessionIdleMs } = runtime().settings;
  const within = { expiresAt: { gt: now } };
  if (sessionIdleMs === null) return within;
  const usedSince = { gte: new Date(now.getTime() - sessionIdleMs) };
  return { ...within, OR: [{ lastUsedAt: usedSince }, { createdAt: usedSince }] };
}

/** A session that asks for something, and its user. */
export type AskingSession = { userId: string; credentialId: string };

/** Whether a user's session still counts now. The caller holds the user. */
export async function isLiveSession(tx: PrismaSession, { userId, credentialId: id }: AskingSession): Promise<boolean> {
  return (await tx.session.count({ where: { id, userId, ...liveSessions(new Date(runtime().clock.now())) } })) > 0;
}
