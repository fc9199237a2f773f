import "server-only";
import { tenantIdOf, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidToken } from "@/lib/http/bearer";
import type { ResultOf } from "@/lib/http/contract";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUser } from "@/lib/tenancy/row-locks";
import type { exchangeTokenContract } from "./contract";

/** Starts a session for a user and signs its JWT. */
type IssueSession = (tx: PrismaSession, user: { id: string; email: string }) => Promise<string>;

/**
 * Exchanges a trusted issuer's token for a session of the user that it stands for (document 002). The session lives as
 * long as any other, and outlives the token that it was given for. 401 when the user was deleted meanwhile.
 */
export async function exchangeToken(
  principal: UserPrincipal,
  issueSession: IssueSession,
): Promise<ResultOf<typeof exchangeTokenContract>> {
  const { settings } = runtime();
  const token = await inTransaction(runtime(), async (tx) => {
    // Held, so that a session is not given to somebody who is just being deleted.
    await lockUser(tx, principal.userId);
    const user = await tx.user.findUnique({ where: { id: principal.userId } });
    if (!user) throw invalidToken("unknown");
    return issueSession(tx, user);
  });
  const data = {
    token,
    token_type: "bearer" as const,
    expires_in: settings.sessionLifetimeSeconds,
    tenantId: tenantIdOf(principal),
  };
  return { data, token };
}
