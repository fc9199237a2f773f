import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/**
 * Removes the ways into an account that were added from a moment on: who added them may be somebody else than its owner.
 * Recovery codes do not tell when they were made, so all of them go. Resolves with how many accounts of providers it
 * disconnected. The caller holds the user.
 */
export async function removeWaysIn(tx: PrismaSession, userId: string, since: Date): Promise<{ providers: number }> {
  const added = { userId, createdAt: { gte: since } };
  const { count: providers } = await tx.identity.deleteMany({ where: added });
  await tx.passkey.deleteMany({ where: added });
  await tx.authenticator.deleteMany({ where: added });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  return { providers };
}
