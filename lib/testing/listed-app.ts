import type { OAuthAppView } from "@/lib/features/oauth/app-contract";

/** An OAuth app as lists show it. */
export const listedApp: OAuthAppView = {
  client_id: "client_1",
  name: "Acme",
  description: "",
  homepage_url: null,
  auth_method: "client_secret_basic",
  redirect_uris: ["https://acme.example/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  scopes: ["prompts:read"],
  consent_scopes: [],
  dpop_bound: false,
  verified: false,
  dynamic: false,
  status: "active",
  expires_at: null,
  created_at: "2026-06-10T12:00:00.000Z",
  secrets: [],
  users: 0,
  last_used_at: null,
};
