import "server-only";
import { roleReaches } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { newestFirst } from "@/lib/http/pagination";
import { likeLiteral, nameHolding } from "@/lib/platform/text-search";
import { type CredentialChoice, type CredentialQuery, offeredCredentials } from "./contract";

/**
 * Whose requests a caller may see one by one, as conditions for queries. Members see their own keys' and tokens',
 * admins everybody's of the organization. Totals are for all.
 */
export function visibleCredentials({ organizationId, userId, role }: UserPrincipal) {
  const all = role !== null && roleReaches(role, "admin");
  return {
    all,
    keys: { organizationId, ...(all ? {} : { createdById: userId }) },
    tokens: { organizationId, ...(all ? {} : { userId }) },
  };
}

/** The keys and tokens that match and that the caller may see, ended ones included, those used last first. */
export async function findCredentials(
  principal: UserPrincipal,
  { search, id }: CredentialQuery,
): Promise<{ data: CredentialChoice[] }> {
  const { clock, database } = runtime();
  const { keys, tokens } = visibleCredentials(principal);
  const first = {
    orderBy: [{ lastUsedAt: { sort: "desc" as const, nulls: "last" as const } }, ...newestFirst],
    take: offeredCredentials,
  };
  const wanted = id === undefined ? {} : { id };
  const isNamed = search ? await nameHolding(database.pool, search) : {};
  const isKey = search ? { OR: [isNamed, { keyPrefix: { startsWith: likeLiteral(search) } }] } : {};
  const [foundKeys, foundTokens] = await Promise.all([
    database.prisma.apiKey.findMany({ where: { AND: [keys, wanted, isKey] }, ...first }),
    database.prisma.personalAccessToken.findMany({ where: { AND: [tokens, wanted, isNamed] }, ...first }),
  ]);
  const found = [
    ...foundKeys.map((row) => ({ row, kind: "api-key" as const })),
    ...foundTokens.map((row) => ({ row, kind: "token" as const })),
  ];
  const nowMs = clock.now();
  return {
    data: found
      .toSorted((one, other) => lastMs(other.row) - lastMs(one.row))
      .slice(0, offeredCredentials)
      .map(({ row, kind }) => ({
        id: row.id,
        name: row.name,
        kind,
        hint: row.secretHint,
        ended: !isLive(row, nowMs),
      })),
  };
}

/** What was never used comes after what was, in the order in which it was found. */
function lastMs({ lastUsedAt }: { lastUsedAt: Date | null }): number {
  return lastUsedAt?.getTime() ?? 0;
}
