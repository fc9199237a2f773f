import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { domainOf, foldedEmail } from "@/lib/platform/email-address";
import { endSessions } from "./end-sessions";
import { lockUser } from "./row-locks";

/**
 * Ends the sessions of everybody with an address of a domain that did not begin with a provider, named as its identities are
 * stored, but for one that is kept. Returns the subjects to announce.
 */
export async function endOtherSignIns(
  tx: PrismaSession,
  domain: string,
  provider: string,
  keptSessionId: string,
): Promise<string[]> {
  // An address that was stored before domains had one form may hold letters of any script.
  const begun = await tx.$queryRaw<{ id: string; user_id: string; email: string }[]>`
    SELECT s.id, s.user_id, u.email FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE (lower(split_part(u.email, '@', 2)) = ${domain} OR u.email ~ '[^[:ascii:]]')
       AND NOT ${provider} = ANY (s.methods) AND s.id <> ${keptSessionId}
     ORDER BY s.user_id, s.id`;
  const ending = begun.filter(({ email }) => domainOf(foldedEmail(email)) === domain);
  for (const userId of new Set(ending.map(({ user_id }) => user_id))) await lockUser(tx, userId);
  for (const { id, user_id } of ending) await endSessions(tx, user_id, { only: id });
  return ending.map(({ id }) => `session:${id}`);
}
