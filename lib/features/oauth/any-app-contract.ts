import { z } from "zod";
import { administered } from "@/lib/http/administered";
import { defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { AppId, OAuthAppView } from "./app-contract";

/** An app of any organization, as who vouches for it looks at it. */
export const AdminOAuthApp = OAuthAppView.pick({
  client_id: true,
  name: true,
  homepage_url: true,
  redirect_uris: true,
  verified: true,
  dynamic: true,
  created_at: true,
}).extend({ organization: z.object({ id: z.string(), name: z.string() }) });
export type AdminOAuthApp = z.output<typeof AdminOAuthApp>;

export const AdminOAuthAppQuery = Page.extend({
  /** Part of the app's or its organization's name or of the homepage, or a whole identifier. */
  search: z.string().trim().max(200).optional(),
  verified: z.enum(["true", "false"]).optional(),
});
export type AdminOAuthAppQuery = z.output<typeof AdminOAuthAppQuery>;

export const listAnyAppsContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/oauth-apps",
  summary: "List the OAuth apps of every organization, newest first",
  query: AdminOAuthAppQuery,
  success: { status: 200, body: listOf(AdminOAuthApp), framed: true },
});

const anyApp = {
  ...administered,
  path: "/api/v1/admin/oauth-apps/{client_id}",
  params: AppId,
  success: { status: 200, body: z.object({ data: AdminOAuthApp }), framed: true },
} as const;

export const readAnyAppContract = defineContract({
  ...anyApp,
  dashboard: true,
  method: "GET",
  summary: "Read an OAuth app of any organization",
});

export const vouchContract = defineContract({
  ...anyApp,
  dashboard: true,
  method: "PATCH",
  summary: "Vouch for an OAuth app, or no longer; another name, homepage or redirect address takes it away as well",
  body: z.strictObject({ verified: z.boolean() }),
  refuses: [409],
});
