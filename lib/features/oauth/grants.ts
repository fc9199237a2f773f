import "server-only";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { holdMembership } from "@/lib/tenancy/membership";
import { resourcesOf } from "./resources";
import { removeSpentGrants } from "./spent-grants";

/** How long an app may act for a user at most without asking again; a silent authorization makes it no longer. */
export const grantLifetimeMs = 365 * 86_400_000;

/** What a user lets an app do. */
export type NewGrant = {
  appId: string;
  userId: string;
  organizationId: string;
  scopes: readonly string[];
  /** Asked for and not given: the app is not told of it again and again. */
  rejected: readonly string[];
  /** When the user is to be asked again; a year from now where absent. */
  expiresAt?: Date;
};

/**
 * Writes a grant in the library's form; returns its identifier. Every authorization has a grant of its own, so that the
 * end of one family of tokens leaves the user's other devices alone.
 */
export async function createGrant(tx: PrismaSession, grant: NewGrant): Promise<string> {
  const { clock, settings } = runtime();
  const id = newId("grant");
  const { appId, userId, organizationId, scopes, rejected } = grant;
  const expiresAt = grant.expiresAt ?? new Date(clock.now() + grantLifetimeMs);
  const byResource = (list: readonly string[]) =>
    Object.fromEntries(resourcesOf(settings.publicUrl).map((resource) => [resource, list.join(" ")]));
  // The library reads the system's time.
  const nowSeconds = Math.floor(Date.now() / 1000);
  await tx.oAuthArtifact.create({
    data: {
      model: "Grant",
      idHash: artifactHash(id),
      grantId: id,
      clientId: appId,
      userId,
      organizationId,
      createdAt: new Date(clock.now()),
      expiresAt,
      payload: {
        kind: "Grant",
        accountId: userId,
        clientId: appId,
        organizationId,
        ...(scopes.length > 0 ? { resources: byResource(scopes) } : {}),
        ...(rejected.length > 0 ? { rejected: { resources: byResource(rejected) } } : {}),
        iat: nowSeconds,
        exp: nowSeconds + Math.floor((expiresAt.getTime() - clock.now()) / 1000),
      },
    },
  });
  await removeSpentGrants(tx, { appId, userId });
  return id;
}

/** The scopes of a grant as it is stored. */
export function scopesOfGrant(payload: unknown, part: "granted" | "rejected" = "granted"): string[] {
  const grant = (part === "granted" ? payload : recordOf(payload).rejected) ?? {};
  const [first] = Object.values(recordOf(recordOf(grant).resources));
  return typeof first === "string" ? first.split(" ").filter(Boolean) : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/**
 * The library's question for a grant. It gets the one just decided on, or a copy of what the user granted this app
 * before, where that covers the request. Apps that cannot keep a secret are asked for each time (RFC 8252 section 8.6).
 */
export async function reuseGrant(ctx: KoaContextWithOIDC) {
  const { provider, result, session, client, params, account, prompts, requestParamScopes } = ctx.oidc;
  const decided = result?.consent?.grantId;
  if (decided) return provider.Grant.find(decided);
  if (!client || !account || session?.accountId !== account.accountId) return undefined;
  if (client.clientAuthMethod === "none" || prompts.has("consent") || !params) return undefined;
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const earlier = await database.prisma.oAuthArtifact.findFirst({
    where: { model: "Grant", clientId: client.clientId, userId: account.accountId, expiresAt: { gt: now } },
    orderBy: { createdAt: "desc" },
  });
  if (!earlier?.organizationId || !earlier.expiresAt) return undefined;
  const [scopes, rejected] = [scopesOfGrant(earlier.payload), scopesOfGrant(earlier.payload, "rejected")];
  const covered = [...requestParamScopes].every((scope) => scopes.includes(scope) || rejected.includes(scope));
  if (!covered) return undefined;
  const { organizationId, expiresAt, idHash } = earlier;
  const userId = account.accountId;
  const id = await inTransaction(runtime(), async (tx) => {
    if (!(await holdMembership(tx, { organizationId, userId }))) return null;
    // A grant that is being withdrawn at this moment is not copied.
    const held = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM oauth_artifacts WHERE model = 'Grant' AND id_hash = ${idHash} FOR SHARE`;
    if (held.length === 0) return null;
    return createGrant(tx, { appId: client.clientId, userId, organizationId, scopes, rejected, expiresAt });
  });
  return id === null ? undefined : provider.Grant.find(id);
}

/** The library's question for a user: none once they are deleted or suspended, or no member of the grant's organization. */
export const findAccount: NonNullable<Configuration["findAccount"]> = async (_ctx, userId, token) => {
  const { prisma } = runtime().database;
  const grantId = token && "grantId" in token ? token.grantId : undefined;
  const grant = grantId
    ? await prisma.oAuthArtifact.findUnique({
        where: { model_idHash: { model: "Grant", idHash: artifactHash(grantId) } },
      })
    : null;
  const found = grant?.organizationId
    ? await isMember(userId, grant.organizationId)
    : (await prisma.user.count({ where: { id: userId, suspendedAt: null } })) > 0;
  return found ? { accountId: userId, claims: async () => ({ sub: userId }) } : undefined;
};

async function isMember(userId: string, organizationId: string): Promise<boolean> {
  const member = { userId, organizationId, user: { suspendedAt: null } };
  return (await runtime().database.prisma.membership.count({ where: member })) > 0;
}

/** The organization that the user chose when they agreed to what a token is being issued for. */
export async function grantOrganizationOf(ctx: KoaContextWithOIDC): Promise<string | undefined> {
  const grant = ctx.oidc.entities.Grant;
  return grant && "organizationId" in grant ? String(grant.organizationId) : undefined;
}
