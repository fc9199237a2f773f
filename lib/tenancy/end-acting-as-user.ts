import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { endKeys } from "./end-keys";
import { endSessions } from "./end-sessions";
import type { Actor } from "./key-events";
import { endOneTimeTokens, type OneTimePurpose } from "./one-time-tokens";

/** What is on its way to act as the user. The links by which an owner takes an account back are not among it. */
const halfWay: readonly OneTimePurpose[] = [
  "password reset",
  "email change",
  "second factor",
  "passkey challenge",
  "factor setup",
];

/**
 * Ends everything that acts as a user (contract section 3). These are their sessions but the one that is kept, personal
 * access tokens, keys without scopes and what was made with these. OAuth grants end with all that was issued by them, and
 * sign-ins, resets and changes of address that are half way.
 * Keys with scopes that a session made are their organization's and go on. The caller holds the user and announces the
 * subjects returned.
 */
export async function endActingAsUser(
  tx: PrismaSession,
  userId: string,
  { keptSessionId = null, actor }: { keptSessionId?: string | null; actor: Actor },
): Promise<string[]> {
  const now = new Date(runtime().clock.now());
  await endSessions(tx, userId, { butNot: keptSessionId });
  const tokens = await tx.personalAccessToken.updateManyAndReturn({
    where: { userId, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  const tokenIds = tokens.map(({ id }) => id);
  const ended = await endKeys(tx, { createdById: userId, scopes: { isEmpty: true } }, tokenIds, {
    actor,
    now,
    with: userId,
  });
  await endOneTimeTokens(tx, userId, halfWay);
  await tx.oAuthArtifact.deleteMany({ where: { userId } });
  return [`user:${userId}`, ...ended.subjects];
}
