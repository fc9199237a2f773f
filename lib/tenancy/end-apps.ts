import "server-only";
import { keysWhere } from "@/lib/access/keys-where";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import type { Ending, Makers } from "./ending";
import { recordEvent } from "./events";

/**
 * Ends the OAuth apps, app secrets and registration tokens that were made with ended credentials, and all that was issued to
 * these apps or for these secrets (contract section 5). What made them has to be ended before. Returns the subjects to announce.
 */
export async function endMadeApps(tx: PrismaSession, makers: Makers, ending: Ending): Promise<string[]> {
  const { keyIds = [], tokenIds = [] } = makers;
  const lines = await linesOf(tx, keyIds);
  const madeBy = Prisma.sql`(created_by_key_id = ANY (${lines}::text[]) OR created_by_token_id = ANY (${[...tokenIds]}::text[]))`;
  const appIds = await endWholeApps(tx, madeBy, ending);
  const secretsOf = await endSecrets(tx, madeBy, ending);
  await tx.$executeRaw`
    DELETE FROM oauth_artifacts WHERE model = 'InitialAccessToken'
       AND (payload->>'keyId' = ANY (${lines}::text[]) OR payload->>'tokenId' = ANY (${[...tokenIds]}::text[]))`;
  return [...new Set([...appIds, ...secretsOf])].map((id) => `app:${id}`);
}

/** Revokes secrets of OAuth apps and ends what was issued for them; returns the apps whose they were. The caller announces `app:…`. */
export function endAppSecrets(tx: PrismaSession, secretIds: readonly string[], ending: Ending): Promise<string[]> {
  return endSecrets(tx, Prisma.sql`id = ANY (${[...secretIds]}::text[])`, ending);
}

/** The keys with those whose place they took: what these made went on for them. */
async function linesOf(tx: PrismaSession, keyIds: readonly string[]): Promise<string[]> {
  if (keyIds.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line (id) AS (
      SELECT id FROM unnest(${[...keyIds]}::text[]) AS ended (id)
      UNION SELECT k.id FROM line, ${Prisma.raw(keysWhere("replaced_by_id = line.id"))} k
    )
    SELECT id FROM line`;
  return rows.map(({ id }) => id);
}

async function endWholeApps(tx: PrismaSession, madeBy: Prisma.Sql, ending: Ending): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM oauth_apps WHERE revoked_at IS NULL AND ${madeBy} ORDER BY id FOR UPDATE`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const ended = await tx.oAuthApp.updateManyAndReturn({
    where: { id: { in: ids } },
    data: { revokedAt: ending.now },
    select: { id: true, name: true, organizationId: true },
  });
  await tx.oAuthArtifact.deleteMany({ where: { clientId: { in: ids } } });
  for (const app of ended) await tell(tx, app, ending);
  return ids;
}

/** Returns the apps whose secrets ended. */
async function endSecrets(tx: PrismaSession, madeBy: Prisma.Sql, ending: Ending): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM oauth_app_secrets WHERE revoked_at IS NULL AND ${madeBy} ORDER BY id FOR UPDATE`;
  if (rows.length === 0) return [];
  const ended = await tx.oAuthAppSecret.updateManyAndReturn({
    where: { id: { in: rows.map(({ id }) => id) } },
    data: { revokedAt: ending.now },
    select: { id: true, appId: true, app: { select: { id: true, name: true, organizationId: true, revokedAt: true } } },
  });
  for (const { id, appId, app } of ended) {
    // An app that refreshes shows its secret again, so only what needs none any more is left to end.
    await tx.$executeRaw`
      DELETE FROM oauth_artifacts WHERE client_id = ${appId} AND model IN ('AccessToken', 'ClientCredentials')
         AND payload->>'secretId' = ${id}`;
    if (app.revokedAt === null) await tell(tx, app, ending, { secret_revoked: id });
  }
  return ended.map(({ appId }) => appId);
}

type EndedApp = { id: string; name: string; organizationId: string };

async function tell(
  tx: PrismaSession,
  app: EndedApp,
  ending: Ending,
  more: Record<string, string> = {},
): Promise<void> {
  const { id, name, organizationId } = app;
  const data = { client_id: id, name, ended_with: ending.with, ...more };
  await recordEvent(tx, {
    ...ending.actor,
    type: "app.ended",
    organizationId,
    environment: "production",
    subjectId: id,
    data,
  });
}
