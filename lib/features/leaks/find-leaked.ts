import "server-only";
import { hash } from "node:crypto";
import { importedHashes } from "@/lib/access/imported-hash";
import { artifactHash } from "@/lib/access/oauth-token";
import { shortestImportedKey } from "@/lib/access/placeholder-keys";
import { runtime } from "@/lib/access/runtime";
import { isPasswordQueueFull } from "@/lib/platform/passwords";

/** A credential that a reported token is or was; of a refresh token, the grant that it goes on for. */
export type Leaked = {
  kind: "api-key" | "token" | "app-secret" | "refresh-token";
  id: string;
  organizationId: string;
};

/** No credential is longer; an imported key is bounded by the header that it comes in. */
const longestToken = 1_000;
/** Tokens that are looked for by one query. */
const batch = 500;

/** What is known of tokens; `isWhole` is false where some may yet be imported keys that there was no room to try. */
export type FoundLeaks = { found: Map<string, Leaked>; isWhole: boolean };

/** The credentials among tokens, ended ones too, found by what is stored of them. */
export async function findLeaked(tokens: readonly string[]): Promise<FoundLeaks> {
  const wanted = [...new Set(tokens)].filter((token) => token !== "" && token.length <= longestToken);
  const found = new Map<string, Leaked>();
  for (let at = 0; at < wanted.length; at += batch) {
    for (const [token, leaked] of await findSome(wanted.slice(at, at + batch))) found.set(token, leaked);
  }
  // Last: these alone can have to wait.
  const others = wanted.filter((token) => !found.has(token) && token.length >= shortestImportedKey);
  return { found, isWhole: await findWaiting(others, found) };
}

async function findSome(tokens: readonly string[]): Promise<Map<string, Leaked>> {
  const { database, peppers } = runtime();
  const { prisma } = database;
  const own = new Map<string, string>();
  const imported = new Map<string, string>();
  const artifacts = new Map<string, string>();
  for (const token of tokens) {
    for (const stored of peppers.hashes(token)) own.set(stored, token);
    for (const stored of importedHashes(peppers, hash("sha256", token))) imported.set(stored, token);
    artifacts.set(artifactHash(token), token);
  }
  const secretHash = { in: [...own.keys()] };
  const [keys, tokenRows, secrets, refreshTokens] = await Promise.all([
    prisma.apiKey.findMany({
      // The SHA-256 of an imported key is no key, in whatever form it is shown.
      where: {
        OR: [
          { secretHash, importedAt: null },
          { secretHash: { in: [...imported.keys()] }, importedAt: { not: null } },
        ],
      },
      select: { id: true, organizationId: true, secretHash: true, importedAt: true },
    }),
    prisma.personalAccessToken.findMany({
      where: { secretHash },
      select: { id: true, organizationId: true, secretHash: true },
    }),
    prisma.oAuthAppSecret.findMany({
      where: { secretHash },
      select: { id: true, secretHash: true, app: { select: { organizationId: true } } },
    }),
    findRefreshTokens([...artifacts.keys()]),
  ]);
  const found = new Map<string, Leaked>();
  const note = (token: string | undefined, leaked: Leaked) => token !== undefined && found.set(token, leaked);
  for (const { idHash, id, organizationId } of refreshTokens)
    note(artifacts.get(idHash), { kind: "refresh-token", id, organizationId });
  for (const { id, secretHash: stored, app } of secrets)
    note(own.get(stored), { kind: "app-secret", id, organizationId: app.organizationId });
  for (const { id, secretHash: stored, organizationId } of tokenRows)
    note(own.get(stored), { kind: "token", id, organizationId });
  for (const { id, secretHash: stored, organizationId, importedAt } of keys)
    note((importedAt === null ? own : imported).get(stored), { kind: "api-key", id, organizationId });
  return found;
}

/** The grants of refresh tokens, used ones too, with the organization that the user chose for them. */
async function findRefreshTokens(idHashes: readonly string[]) {
  const { rows } = await runtime().database.pool.query<{ idHash: string; id: string; organizationId: string }>(
    `SELECT t.id_hash AS "idHash", g.grant_id AS id, g.organization_id AS "organizationId"
       FROM oauth_artifacts t JOIN oauth_artifacts g ON g.grant_id = t.grant_id AND g.model = 'Grant'
      WHERE t.model = 'RefreshToken' AND t.id_hash = ANY($1::text[]) AND g.organization_id IS NOT NULL`,
    [idHashes],
  );
  return rows;
}

/** Adds imported keys that are known by hashes with a salt, before their first use; false where some could not be tried now. */
async function findWaiting(tokens: readonly string[], found: Map<string, Leaked>): Promise<boolean> {
  const { database, slowKeys } = runtime();
  if (tokens.length === 0 || !(await slowKeys.any())) return true;
  let isWhole = true;
  for (const token of tokens) {
    const secretHash = await slowKeys.find(token, { name: "leaks", organizationId: null }).catch((error: unknown) => {
      if (!isPasswordQueueFull(error)) throw error;
      isWhole = false;
      return null;
    });
    const key = secretHash && (await database.prisma.apiKey.findUnique({ where: { secretHash } }));
    if (key) found.set(token, { kind: "api-key", id: key.id, organizationId: key.organizationId });
  }
  return isWhole;
}
