import { z } from "zod";
import { scopeIds } from "@/lib/access/catalogue";
import { AuthMethod } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { AppName, Description, grantTypeIds, Homepage, RedirectUris } from "./client-metadata";

const GrantTypes = z.array(z.enum(grantTypeIds)).min(1, "choose at least one");
const Scopes = z
  .array(catalogueId(scopeIds))
  .min(1, "choose at least one")
  .transform((scopes) => [...new Set(scopes)]);

export const NewOAuthApp = z
  .strictObject({
    name: AppName,
    description: Description.default(""),
    homepage_url: Homepage.nullable().default(null),
    /** `none` for apps that cannot keep a secret: single-page, mobile, desktop and command-line apps. */
    auth_method: z.enum(AuthMethod).default("client_secret_post"),
    redirect_uris: RedirectUris.default([]).meta({ examples: [["https://app.example.com/callback"]] }),
    grant_types: GrantTypes.default(["authorization_code", "refresh_token"]),
    scopes: Scopes,
    /** Every token must be bound to a key of the client (RFC 9449). */
    dpop_bound: z.boolean().default(false),
  })
  .superRefine(checkApp);
export type NewOAuthApp = z.output<typeof NewOAuthApp>;

export const OAuthAppChange = z.strictObject({
  name: AppName.optional(),
  description: Description.optional(),
  homepage_url: Homepage.nullable().optional(),
  redirect_uris: RedirectUris.optional(),
  grant_types: GrantTypes.optional(),
  scopes: Scopes.optional(),
  dpop_bound: z.boolean().optional(),
});
export type OAuthAppChange = z.output<typeof OAuthAppChange>;

type AppShape = { auth_method: string; redirect_uris: string[]; grant_types: string[] };

/** What holds between an app's fields; for a new app, and for one with a change applied. */
export function checkApp(
  { auth_method, redirect_uris, grant_types }: AppShape,
  context: { addIssue(issue: Issue): void },
) {
  const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (grant_types.includes("authorization_code") && redirect_uris.length === 0) {
    refuse("redirect_uris", "is needed for the authorization code grant");
  }
  if (grant_types.includes("client_credentials") && auth_method === "none") {
    refuse("grant_types", "client_credentials needs an app that can keep a secret");
  }
  const ownSchemes = redirect_uris.some((uri) => !/^https?:/.test(uri));
  if (ownSchemes && auth_method !== "none") {
    refuse("redirect_uris", "an app's own scheme is for apps that cannot keep a secret");
  }
}
type Issue = { code: "custom"; path: string[]; message: string };

const Secret = z.object({
  id: z.string(),
  hint: z.string(),
  created_at: Timestamp,
  last_used_at: Timestamp.nullable(),
  /** When it ends with the key or token that added it; null where that is not set, or a session did. */
  expires_at: Timestamp.nullable(),
});

export const OAuthAppView = z.object({
  client_id: z.string(),
  name: z.string(),
  description: z.string(),
  homepage_url: z.string().nullable(),
  auth_method: z.enum(AuthMethod),
  redirect_uris: z.array(z.string()),
  grant_types: z.array(z.enum(grantTypeIds)),
  scopes: z.array(catalogueId(scopeIds)),
  /** What an app that registered itself may ask users for beyond that, in a request that names it. */
  consent_scopes: z.array(catalogueId(scopeIds)),
  dpop_bound: z.boolean(),
  /** An administrator of this deployment has vouched for it. */
  verified: z.boolean(),
  /** Registered by the app itself (RFC 7591). */
  dynamic: z.boolean(),
  /** It has ended when the key or token that made it has. */
  status: z.enum(["active", "ended"]),
  /** When it ends with the key or token that made it; null where that is not set, or a session did. */
  expires_at: Timestamp.nullable(),
  created_at: Timestamp,
  secrets: z.array(Secret),
  /** How many users let it act for them at the moment. */
  users: z.number().int(),
  /** When it last came by a token or asked a user; its tokens' own requests are not looked at. */
  last_used_at: Timestamp.nullable(),
});
export type OAuthAppView = z.output<typeof OAuthAppView>;

/** The secret is shown this once; null for apps without one. */
export const CreatedOAuthApp = z.object({ app: OAuthAppView, client_secret: z.string().nullable() });
export type CreatedOAuthApp = z.output<typeof CreatedOAuthApp>;

export const OAuthAppList = listOf(OAuthAppView);
export type OAuthAppList = z.output<typeof OAuthAppList>;

export const AppId = z.object({ client_id: z.string().max(200) });

export const managed = {
  product: "prompts",
  allow: ["session-jwt", "pat", "api-key"],
  scope: "organization:admin",
} as const;

export const createAppContract = defineContract({
  ...managed,
  dashboard: true,
  method: "POST",
  path: "/v1/oauth-apps",
  reauthenticated: true,
  summary: "Register an OAuth app; its secret is shown once",
  body: NewOAuthApp,
  success: { status: 201, body: CreatedOAuthApp },
});

export const listAppsContract = defineContract({
  ...managed,
  dashboard: true,
  method: "GET",
  path: "/v1/oauth-apps",
  summary: "List the organization's OAuth apps",
  query: Page,
  success: { status: 200, body: OAuthAppList },
});

export const readAppContract = defineContract({
  ...managed,
  dashboard: true,
  method: "GET",
  path: "/v1/oauth-apps/{client_id}",
  summary: "Read an OAuth app",
  params: AppId,
  success: { status: 200, body: OAuthAppView },
});

export const updateAppContract = defineContract({
  ...managed,
  dashboard: true,
  method: "PATCH",
  path: "/v1/oauth-apps/{client_id}",
  refuses: [409],
  reauthenticated: true,
  summary: "Change an OAuth app; what was issued with scopes that it loses ends",
  params: AppId,
  body: OAuthAppChange,
  success: { status: 200, body: OAuthAppView },
});

export const deleteAppContract = defineContract({
  ...managed,
  dashboard: true,
  method: "DELETE",
  path: "/v1/oauth-apps/{client_id}",
  summary: "Delete an OAuth app; every token of it ends at once",
  params: AppId,
  success: { status: 204 },
});

export const CreatedSecret = z.object({
  id: z.string(),
  client_secret: z.string(),
  hint: z.string(),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
});

export const addSecretContract = defineContract({
  ...managed,
  dashboard: true,
  method: "POST",
  path: "/v1/oauth-apps/{client_id}/secrets",
  reauthenticated: true,
  summary: "Add a second secret, to replace the first without a gap; it is shown once",
  params: AppId,
  success: { status: 201, body: CreatedSecret },
});

export const revokeSecretContract = defineContract({
  ...managed,
  dashboard: true,
  method: "DELETE",
  path: "/v1/oauth-apps/{client_id}/secrets/{secret_id}",
  refuses: [409],
  summary: "Revoke one of two secrets",
  params: AppId.extend({ secret_id: z.string().max(200) }),
  success: { status: 204 },
});

export const revokeGrantsContract = defineContract({
  ...managed,
  dashboard: true,
  method: "POST",
  path: "/v1/oauth-apps/{client_id}/revoke",
  summary: "End every token and every consent of an OAuth app; the app stays",
  params: AppId,
  success: { status: 200, body: z.object({ revoked: z.number().int() }) },
});

/** A member of the organization who lets an app act for them there. */
export const OAuthAppUser = z.object({
  user_id: z.string(),
  email: z.string(),
  name: z.string(),
  authorized_at: Instant,
});
export type OAuthAppUser = z.output<typeof OAuthAppUser>;

export const listAppUsersContract = defineContract({
  ...managed,
  dashboard: true,
  method: "GET",
  path: "/v1/oauth-apps/{client_id}/users",
  summary: "List the organization's members who let an OAuth app act for them; of other users only the number is told",
  params: AppId,
  query: Page,
  success: { status: 200, body: listOf(OAuthAppUser) },
});
