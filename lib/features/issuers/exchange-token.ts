import "server-only";
import { tenantIdOf, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidToken } from "@/lib/http/bearer";
import type { ResultOf } from "@/lib/http/contract";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUser } from "@/lib/tenancy/row-locks";
import type { exchangeTokenContract } from "./contract";

/** Decides whether a user may come in, and starts their session. */
type Admit<Admission> = (
  tx: PrismaSession,
  userId: string,
) => Promise<{ result: Admission; subjects: readonly string[] }>;

/**
 * Exchanges a trusted issuer's token for a session of the user that it stands for (document 002). The session lives as
 * long as any other, and outlives the token that it was given for. 401 when the user was deleted meanwhile; `tokenOf`
 * throws where the user is not let in.
 */
export async function exchangeToken<Admission>(
  principal: UserPrincipal,
  admit: Admit<Admission>,
  tokenOf: (admission: Admission) => string,
): Promise<ResultOf<typeof exchangeTokenContract>> {
  const { settings, changes } = runtime();
  const admission = await changes.commit(async (tx) => {
    // Held, so that a session is not given to somebody who is just being deleted.
    if (!(await lockUser(tx, principal.userId))) throw invalidToken("unknown");
    return admit(tx, principal.userId);
  });
  const token = tokenOf(admission);
  const data = {
    token,
    token_type: "bearer" as const,
    expires_in: settings.sessionLifetimeSeconds,
    tenantId: tenantIdOf(principal),
  };
  return { data, token };
}
