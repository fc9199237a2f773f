import "server-only";
import { roleReaches } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import { policyEndMs } from "@/lib/access/policy-rules";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { newestFirst } from "@/lib/http/pagination";
import { nameHolding } from "@/lib/platform/text-search";
import { sessionsCredential } from "@/lib/tenancy/credential-names";
import { keysFoundBy } from "@/lib/tenancy/find-keys";
import { lifeRuleOf, readPolicy } from "@/lib/tenancy/policy";
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

/** The identifiers of the credentials that a caller may see one by one; null for all. */
export async function visibleIds(principal: Principal): Promise<string[] | null> {
  // A key that acts for no user is told of itself alone.
  if (!isUser(principal)) return [principal.credentialId];
  const { all, keys, tokens } = visibleCredentials(principal);
  if (all) return null;
  const { prisma } = runtime().database;
  const found = await Promise.all([
    prisma.apiKey.findMany({ where: keys, select: { id: true } }),
    prisma.personalAccessToken.findMany({ where: tokens, select: { id: true } }),
  ]);
  return found.flat().map(({ id }) => id);
}

function isUser(principal: Principal): principal is UserPrincipal {
  return principal.userId !== null;
}

/** The keys, tokens, apps and sessions that match and that the caller may see, ended ones included, those used last first. */
export async function findCredentials(
  principal: UserPrincipal,
  { search, id }: CredentialQuery,
): Promise<{ data: CredentialChoice[] }> {
  const { clock, database } = runtime();
  const { all, keys, tokens } = visibleCredentials(principal);
  const first = {
    orderBy: [{ lastUsedAt: { sort: "desc" as const, nulls: "last" as const } }, ...newestFirst],
    take: offeredCredentials,
  };
  const wanted = id === undefined ? {} : { id };
  const isNamed = search ? await nameHolding(database.pool, search) : {};
  const isKey = search ? await keysFoundBy(database.pool, search) : {};
  const [foundKeys, foundTokens, shared] = await Promise.all([
    database.prisma.apiKey.findMany({ where: { AND: [keys, wanted, isKey] }, ...first }),
    database.prisma.personalAccessToken.findMany({ where: { AND: [tokens, wanted, isNamed] }, ...first }),
    // The line of an app or of the sessions holds requests of several members.
    all ? findShared(principal.organizationId, { AND: [wanted, isNamed] }, { search, id }) : [],
  ]);
  const nowMs = clock.now();
  const policy = await readPolicy(database.prisma, principal.organizationId);
  const choiceOf = (kind: "api-key" | "token") => (row: (typeof foundKeys | typeof foundTokens)[number]) => {
    const stopMs = policyEndMs(row, lifeRuleOf(policy, kind === "token" ? "token" : "key"));
    const ended = !isLive(row, nowMs) || (stopMs !== null && stopMs <= nowMs);
    // What was never used comes after what was, in the order in which it was found.
    return {
      lastMs: row.lastUsedAt?.getTime() ?? 0,
      choice: { id: row.id, name: row.name, kind, hint: row.secretHint, ended },
    };
  };
  const found = [...foundKeys.map(choiceOf("api-key")), ...foundTokens.map(choiceOf("token")), ...shared];
  return {
    data: found
      .toSorted((one, other) => other.lastMs - one.lastMs)
      .slice(0, offeredCredentials)
      .map(({ choice }) => choice),
  };
}

type Found = { lastMs: number; choice: CredentialChoice };

/** The apps that acted for the organization, and its sessions, as far as usage is kept. */
async function findShared(
  organizationId: string,
  condition: Prisma.OAuthAppWhereInput,
  { search = "", id }: CredentialQuery,
): Promise<Found[]> {
  const { database } = runtime();
  const { rows } = await database.pool.query<{ id: string; last: Date }>(
    `SELECT credential_id AS id, max(bucket_start) AS last FROM usage_days
      WHERE organization_id = $1 AND (credential_id = $2 OR EXISTS (SELECT 1 FROM oauth_apps WHERE id = credential_id))
      GROUP BY credential_id`,
    [organizationId, sessionsCredential.id],
  );
  const used = new Map(rows.map((row) => [row.id, row.last.getTime()]));
  const lastMs = (of: string) => used.get(of) ?? 0;
  const apps = await database.prisma.oAuthApp.findMany({
    where: { AND: [{ id: { in: [...used.keys()] } }, condition] },
    orderBy: newestFirst,
    take: offeredCredentials,
  });
  const { id: sessions, name } = sessionsCredential;
  const areMeant = id === undefined ? name.toLowerCase().includes(search.toLowerCase()) : id === sessions;
  return [
    ...apps.map((app) => ({
      lastMs: lastMs(app.id),
      choice: { id: app.id, name: app.name, kind: "app" as const, hint: "OAuth app", ended: app.revokedAt !== null },
    })),
    ...(used.has(sessions) && areMeant
      ? [
          {
            lastMs: lastMs(sessions),
            choice: { id: sessions, name, kind: "sessions" as const, hint: "", ended: false },
          },
        ]
      : []),
  ];
}
