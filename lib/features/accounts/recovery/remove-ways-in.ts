import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/** Which ways into an account are a stranger's: those of a time, and those that some sessions and devices added before it. */
export type Strangers = { since: Date; sessionIds?: readonly string[]; deviceHashes?: readonly string[] };

/**
 * Removes the ways into an account that somebody else than its owner may have added, and keeps those that the owner's other
 * sessions added before. Recovery codes do not tell when they were made, so all of them go. Resolves with how many accounts
 * of providers it disconnected. The caller holds the user.
 */
export async function removeWaysIn(
  tx: PrismaSession,
  userId: string,
  { since, sessionIds = [], deviceHashes = [] }: Strangers,
): Promise<{ providers: number }> {
  const added = {
    userId,
    OR: [
      { createdAt: { gte: since } },
      { addedInSession: { in: [...sessionIds] } },
      { addedOnDevice: { in: [...deviceHashes] } },
    ],
  };
  const { count: providers } = await tx.identity.deleteMany({ where: added });
  await tx.passkey.deleteMany({ where: added });
  await tx.authenticator.deleteMany({ where: added });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  return { providers };
}
