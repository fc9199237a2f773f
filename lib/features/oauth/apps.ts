import "server-only";
import { holdsScope, makerOf, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp, Prisma } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdRights } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import {
  type CreatedOAuthApp,
  checkApp,
  type NewOAuthApp,
  type OAuthAppChange,
  type OAuthAppList,
  OAuthAppView,
} from "./app-contract";
import {
  type AppWithSecrets,
  expiryOf,
  holdApp,
  isOver,
  liveSecretsOf,
  type Makers,
  makersOf,
  requireWithinMakers,
  withSecrets,
} from "./app-makers";
import { newAppSecret } from "./app-secrets";
import { type AppUse, lastUseOf, usesOf } from "./app-use";
import { deleteAppRows } from "./delete-app";
import { schemeProblem } from "./redirect-schemes";
import { oauthScopes } from "./resources";
import { looksTheSame } from "./vouch";

/** Registers an app of the principal's organization and returns its secret, this once; 403 for scopes the principal lacks. */
export async function registerApp(principal: Principal, wanted: NewOAuthApp): Promise<CreatedOAuthApp> {
  requireProduction(principal);
  requireScopes(principal, wanted.scopes);
  requireAllowedSchemes(wanted.redirect_uris);
  const now = new Date(runtime().clock.now());
  const made = wanted.auth_method === "none" ? null : newAppSecret();
  const app = await inTransaction(runtime(), async (tx) => {
    requireScopes(await holdRights(tx, principal), wanted.scopes);
    const created = await tx.oAuthApp.create({
      data: {
        id: newId("client"),
        organizationId: principal.organizationId,
        name: wanted.name,
        description: wanted.description,
        homepageUrl: wanted.homepage_url,
        authMethod: wanted.auth_method,
        redirectUris: wanted.redirect_uris,
        grantTypes: wanted.grant_types,
        scopes: wanted.scopes,
        metadata: wanted.dpop_bound ? { dpop_bound_access_tokens: true } : {},
        createdById: principal.userId,
        ...makerOf(principal),
        createdAt: now,
        ...(made
          ? {
              secrets: {
                create: { id: newId("sec"), secretHash: made.secretHash, secretHint: made.secretHint, createdAt: now },
              },
            }
          : {}),
      },
      include: withSecrets,
    });
    const data = { client_id: created.id, name: created.name };
    await recordEvent(tx, { ...actedBy(principal), type: "app.created", subjectId: created.id, data });
    return viewOf(created, await makersOf([created], tx));
  });
  return { app, client_secret: made?.secret ?? null };
}

/** The organization's apps, newest first. */
export async function listApps(principal: Principal, { limit, cursor }: Page): Promise<OAuthAppList> {
  requireProduction(principal);
  const rows = await runtime().database.prisma.oAuthApp.findMany({
    where: { organizationId: principal.organizationId, ...afterCursor(cursor) },
    orderBy: newestFirst,
    take: limit + 1,
    include: withSecrets,
  });
  const page = pageOf(rows, limit);
  const [uses, makers] = await Promise.all([usesOf(page.rows.map(({ id }) => id)), makersOf(page.rows)]);
  return { data: page.rows.map((app) => viewOf(app, makers, uses.get(app.id))), next_cursor: page.next_cursor };
}

/** One app; 404 when it is not there or not theirs. */
export async function readApp(principal: Principal, clientId: string): Promise<OAuthAppView> {
  return viewInUse(await findApp(principal, clientId));
}

async function viewInUse(app: AppWithSecrets): Promise<OAuthAppView> {
  const [uses, makers] = await Promise.all([usesOf([app.id]), makersOf([app])]);
  return viewOf(app, makers, uses.get(app.id));
}

/**
 * Changes an app; where it loses a scope or a way to come by tokens, everything issued to it ends. 403 for scopes beyond the
 * caller or beyond what made the app, 409 for one that has ended.
 */
export async function updateApp(principal: Principal, clientId: string, change: OAuthAppChange): Promise<OAuthAppView> {
  const found = await findApp(principal, clientId);
  requireAllowedSchemes(change.redirect_uris ?? []);
  const updated = await runtime().changes.commit(async (tx) => {
    const holder = await holdRights(tx, principal);
    const { app, makers } = await holdApp(tx, found);
    const shape = shapeOf(app, change);
    const scopes: readonly string[] = change.scopes ?? app.scopes;
    requireScopes(
      holder,
      (change.scopes ?? []).filter((scope) => !app.scopes.includes(scope)),
    );
    requireWithinMakers(app, makers, change.scopes ?? []);
    const loses =
      app.scopes.some((scope) => !scopes.includes(scope)) ||
      app.grantTypes.some((type) => !shape.grant_types.includes(type));
    const isBound = change.dpop_bound ?? isDpopBound(app);
    const homepageUrl = change.homepage_url === undefined ? app.homepageUrl : change.homepage_url;
    const isSame = looksTheSame(app, {
      name: change.name ?? app.name,
      homepageUrl,
      redirectUris: shape.redirect_uris,
    });
    if (loses) await tx.oAuthArtifact.deleteMany({ where: { clientId, NOT: { model: "RegistrationAccessToken" } } });
    const result = await tx.oAuthApp.update({
      where: { id: clientId },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.description === undefined ? {} : { description: change.description }),
        ...(change.homepage_url === undefined ? {} : { homepageUrl }),
        redirectUris: shape.redirect_uris,
        grantTypes: shape.grant_types,
        scopes: [...scopes],
        // A person who changes the list decides all that the app may ask for.
        ...(isSameList(scopes, app.scopes) ? {} : { consentScopes: [] }),
        metadata: { ...objectOf(app.metadata), dpop_bound_access_tokens: isBound },
        ...(isSame ? {} : { verified: false }),
      },
      include: withSecrets,
    });
    const data = { client_id: clientId, name: result.name, verified: result.verified };
    await recordEvent(tx, { ...actedBy(principal), type: "app.updated", subjectId: clientId, data });
    return { result, subjects: [`app:${clientId}`] };
  });
  return viewInUse(updated);
}

/** An app's shape with a change applied; 400 where its fields do not go together. */
function shapeOf(app: OAuthApp, { redirect_uris, grant_types }: OAuthAppChange) {
  const shape = {
    auth_method: app.authMethod,
    redirect_uris: redirect_uris ?? app.redirectUris,
    grant_types: grant_types ?? app.grantTypes,
  };
  checkApp(shape, {
    addIssue({ path: [field = ""], message }) {
      throw invalidField(field, message);
    },
  });
  return shape;
}

/** Deletes an app; every token, grant and secret of it ends in every process at once. */
export async function deleteApp(principal: Principal, clientId: string): Promise<void> {
  const app = await findApp(principal, clientId);
  await runtime().changes.commit(async (tx) => {
    await holdRights(tx, principal);
    const data = { client_id: clientId, name: app.name };
    await recordEvent(tx, { ...actedBy(principal), type: "app.deleted", subjectId: clientId, data });
    return deleteAppRows(tx, clientId);
  });
}

/** Ends everything that was issued to an app, consents included; returns how many consents there were. */
export async function revokeAllGrants(principal: Principal, clientId: string): Promise<{ revoked: number }> {
  const app = await findApp(principal, clientId);
  return runtime().changes.commit(async (tx) => {
    await holdRights(tx, principal);
    const revoked = await tx.oAuthArtifact.count({ where: { clientId, model: "Grant" } });
    await tx.oAuthArtifact.deleteMany({ where: { clientId, NOT: { model: "RegistrationAccessToken" } } });
    const data = { client_id: clientId, name: app.name, consents: revoked };
    await recordEvent(tx, { ...actedBy(principal), type: "app.withdrawn", subjectId: clientId, data });
    return { result: { revoked }, subjects: [`app:${clientId}`] };
  });
}

/** The principal's own app; 404 otherwise. */
export async function findApp(principal: Principal, clientId: string): Promise<AppWithSecrets> {
  requireProduction(principal);
  const app = await runtime().database.prisma.oAuthApp.findFirst({
    where: { id: clientId, organizationId: principal.organizationId },
    include: withSecrets,
  });
  if (!app) throw new ApiError("not_found", "There is no such OAuth app");
  return app;
}

/** Apps live beside production data: a test key sees none of it. */
export function requireProduction({ environment }: Principal): void {
  if (environment !== "production") throw new ApiError("forbidden", "A test key cannot manage OAuth apps");
}

/** An app can do no more than its maker can. */
export function requireScopes(principal: Principal, scopes: NewOAuthApp["scopes"]): void {
  for (const scope of scopes) {
    if (!oauthScopes.some(({ id }) => id === scope)) throw invalidField("scopes", `${scope} is no scope of OAuth apps`);
    if (!holdsScope(principal, scope)) throw new ApiError("forbidden", `You do not hold the scope ${scope} yourself`);
  }
}

function requireAllowedSchemes(redirectUris: readonly string[]): void {
  const problem = schemeProblem(redirectUris);
  if (problem) throw invalidField(`redirect_uris.${problem.index}`, problem.message);
}

/** What else is kept of an app that registered itself. */
function objectOf(metadata: Prisma.JsonValue): Prisma.JsonObject {
  return typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {};
}

function isSameList(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((item) => others.includes(item));
}

function isDpopBound({ metadata }: OAuthApp): boolean {
  return (
    typeof metadata === "object" && metadata !== null && Reflect.get(metadata, "dpop_bound_access_tokens") === true
  );
}

function viewOf(app: AppWithSecrets, makers: Makers, use?: AppUse): OAuthAppView {
  return OAuthAppView.parse({
    client_id: app.id,
    name: app.name,
    description: app.description,
    homepage_url: app.homepageUrl,
    auth_method: app.authMethod,
    redirect_uris: app.redirectUris,
    grant_types: app.grantTypes,
    scopes: app.scopes,
    consent_scopes: app.consentScopes,
    dpop_bound: isDpopBound(app),
    verified: app.verified,
    dynamic: app.dynamic,
    status: isOver(app, makers) ? "ended" : "active",
    expires_at: expiryOf(makers.get(app.id)),
    created_at: wholeSecond(app.createdAt),
    secrets: liveSecretsOf(app, makers).map(({ id, secretHint, createdAt, lastUsedAt }) => ({
      id,
      hint: secretHint,
      created_at: wholeSecond(createdAt),
      last_used_at: lastUsedAt ? wholeSecond(lastUsedAt) : null,
      expires_at: expiryOf(makers.get(id)),
    })),
    users: use?.users ?? 0,
    last_used_at: lastUseOf(app.secrets, use),
  });
}
