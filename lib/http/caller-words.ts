import type { Caller } from "./contract";

/** What the reference and the OpenAPI document call each kind of caller. */
export const callerWords: Record<Caller, string> = {
  anonymous: "Anyone",
  "session-jwt": "Session token",
  pat: "Personal access token",
  "user-key": "API key without scopes",
  "api-key": "API key",
  "management-key": "Management key",
  "external-jwt": "Token of a trusted issuer",
  "oauth-token": "OAuth access token",
  "dashboard-session": "Dashboard",
  "portal-session": "Customers' portal",
  "portal-token": "Customers' portal in a page of the company's",
};
