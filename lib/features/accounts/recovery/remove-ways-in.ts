import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

const strangersWeekMs = 7 * 86_400_000;

/**
 * From when on a stranger may have been in who shows at a moment: a week before. They may have come in by several browsers,
 * each of which sets up something else. What the owner added in that week goes too, for which they set up anew.
 */
export function strangersSince(shownAt: Date): Date {
  return new Date(shownAt.getTime() - strangersWeekMs);
}

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
