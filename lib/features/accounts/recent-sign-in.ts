import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { confirmedForMs, signInAgain } from "@/lib/http/confirmed-session";

/**
 * Asks that a bearer token's own session began within the last ten minutes; throws 403. It stands for the password of those
 * who have none. Where everybody is asked, the contract says so.
 */
export async function requireRecentSignIn({
  userId,
  credentialId,
}: Pick<UserPrincipal, "userId" | "credentialId">): Promise<void> {
  const { database, clock } = runtime();
  const session = await database.prisma.session.findFirst({ where: { id: credentialId, userId } });
  if (!session || clock.now() - session.createdAt.getTime() > confirmedForMs) {
    throw new ApiError("reauthentication_required", signInAgain);
  }
}
