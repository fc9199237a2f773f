import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";

/** Which sessions still count: within their lifetime, and used lately enough where idle ones end. */
export function liveSessions(now: Date): Prisma.SessionWhereInput {
  const { sessionIdleMs } = runtime().settings;
  const within = { expiresAt: { gt: now } };
  if (sessionIdleMs === null) return within;
  const usedSince = { gte: new Date(now.getTime() - sessionIdleMs) };
  return { ...within, OR: [{ lastUsedAt: usedSince }, { createdAt: usedSince }] };
}
