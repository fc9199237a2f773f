import "server-only";
import { beyondCaps, hasEnded, inPool, inSession, type Lineage, readMakers } from "@/lib/access/key-lineage";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp, OAuthAppSecret } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";

/** An app with the secrets that were not revoked. */
export type AppWithSecrets = OAuthApp & { secrets: OAuthAppSecret[] };

/** What loads them, oldest first. */
export const withSecrets = { secrets: { where: { revokedAt: null }, orderBy: { createdAt: "asc" as const } } };

/** What apps of one organization and their secrets come from, by the id of each that a key or token made. */
export type Makers = ReadonlyMap<string, Lineage>;

/** Reads what apps of one organization and their secrets come from, in a transaction where one is given. */
export async function makersOf(apps: readonly AppWithSecrets[], tx?: PrismaSession): Promise<Makers> {
  const { clock, database } = runtime();
  const run = tx ? inSession(tx) : inPool(database.pool);
  const made = apps.flatMap((app) => [app, ...app.secrets]);
  return readMakers(run, apps[0]?.organizationId ?? "", made, clock.now());
}

/** Whether an app has ended with what made it. */
export function isOver({ id, revokedAt }: OAuthApp, makers: Makers): boolean {
  return revokedAt !== null || hasEnded(makers.get(id), runtime().clock.now());
}

/** When what has this lineage ends with its makers, ISO 8601; null where none of them says. */
export function expiryOf(lineage: Lineage | undefined): string | null {
  const endMs = lineage?.expiresAtMs ?? null;
  return endMs === null ? null : wholeSecond(new Date(endMs));
}

/** The secrets of an app that still count. */
export function liveSecretsOf({ secrets }: AppWithSecrets, makers: Makers): OAuthAppSecret[] {
  return secrets.filter(({ id }) => !hasEnded(makers.get(id), runtime().clock.now()));
}

/**
 * Holds an app until the transaction ends, so that changes of it come one after the other, and reads it as it is then. 404
 * where it is gone, 409 where it has ended with what made it.
 */
export async function holdApp(
  tx: PrismaSession,
  { id, organizationId }: Pick<OAuthApp, "id" | "organizationId">,
): Promise<{ app: AppWithSecrets; makers: Makers }> {
  await tx.$queryRaw`SELECT id FROM oauth_apps WHERE id = ${id} FOR UPDATE`;
  const app = await tx.oAuthApp.findFirst({ where: { id, organizationId }, include: withSecrets });
  if (!app) throw new ApiError("not_found", "There is no such OAuth app");
  const makers = await makersOf([app], tx);
  if (isOver(app, makers)) {
    throw new ApiError("conflict", "This app ended with the key or token that made it; register another one");
  }
  return { app, makers };
}

/** Refuses scopes that what made an app does not hold itself: 403. */
export function requireWithinMakers({ id }: OAuthApp, makers: Makers, scopes: readonly string[]): void {
  const [beyond] = beyondCaps(makers.get(id), scopes);
  if (beyond !== undefined) throw new ApiError("forbidden", `What made this app does not hold the scope ${beyond}`);
}
