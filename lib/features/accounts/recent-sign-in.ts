import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { confirmedForMs } from "@/lib/http/confirmed-session";

/**
 * Asks that a bearer token's own session began within the last ten minutes; throws 403. It stands before what a session
 * left open must not be enough for. What a password is to those who have one. The dashboard asks by its contracts.
 */
export async function requireRecentSignIn({
  userId,
  credentialId,
}: Pick<UserPrincipal, "userId" | "credentialId">): Promise<void> {
  const { database, clock } = runtime();
  const session = await database.prisma.session.findFirst({ where: { id: credentialId, userId } });
  if (!session || clock.now() - session.createdAt.getTime() > confirmedForMs) {
    throw new ApiError("forbidden", "Sign in again for this: your last sign-in was more than ten minutes ago");
  }
}
