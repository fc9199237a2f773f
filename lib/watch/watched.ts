import type { CredentialKind, Principal } from "@/lib/access/principal";
import type { WatchedCredential } from "@/lib/generated/prisma/enums";

const types: Record<CredentialKind, WatchedCredential> = {
  "api-key": "api_key",
  "user-key": "api_key",
  "management-key": "api_key",
  pat: "token",
  "oauth-token": "oauth_app",
  "session-jwt": "session",
  "external-jwt": "session",
  "dashboard-session": "session",
  "portal-session": "session",
  "portal-token": "session",
};

/** What a credential counts as in alerts. */
export function watchedType({ kind }: Principal): WatchedCredential {
  return types[kind];
}

/** What an alert names: a key or token, an app for the tokens it got, and a user for their sessions. */
export function watchedId(principal: Principal): string {
  return watchedType(principal) === "session" ? (principal.userId ?? principal.credentialId) : principal.credentialId;
}

/**
 * What is compared with itself. Sessions and OAuth tokens come and go. So their traffic goes by what stays: the user in
 * the organization, and the app with which they act there.
 */
export function watchKey(principal: Principal): string {
  const { credentialId, organizationId, userId } = principal;
  switch (watchedType(principal)) {
    case "session":
      return `session:${organizationId}:${watchedId(principal)}`;
    case "oauth_app":
      return `oauth:${organizationId}:${credentialId}:${userId ?? ""}`;
    default:
      return credentialId;
  }
}
