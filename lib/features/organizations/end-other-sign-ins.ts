import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { lockUser } from "@/lib/tenancy/row-locks";

/**
 * Ends the sessions of everybody with an address of a domain that did not begin with a provider, but for one that is kept.
 * Returns the subjects to announce.
 */
export async function endOtherSignIns(
  tx: PrismaSession,
  domain: string,
  provider: string,
  keptSessionId: string,
): Promise<string[]> {
  const begun = await tx.$queryRaw<{ id: string; user_id: string }[]>`
    SELECT s.id, s.user_id FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE split_part(u.email, '@', 2) = ${domain} AND NOT ${provider} = ANY (s.methods) AND s.id <> ${keptSessionId}
     ORDER BY s.user_id, s.id`;
  for (const userId of new Set(begun.map(({ user_id }) => user_id))) await lockUser(tx, userId);
  for (const { id, user_id } of begun) await endSessions(tx, user_id, { only: id });
  return begun.map(({ id }) => `session:${id}`);
}
