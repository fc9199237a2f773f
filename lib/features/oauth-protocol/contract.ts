import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import {
  AuthorizationQuery,
  Client,
  DeviceAnswer,
  Introspection,
  NamedToken,
  Scope,
  TokenAnswer,
  TokenForm,
} from "./messages";

/** The protocol's endpoints: their parameters and answers are those of the RFCs, checked by the library that answers. */
const protocol = { product: "oauth", allow: ["anonymous"], audience: "library", success: { status: 200 } } as const;
/** What people meet in their browser: it knows them by cookies, so no script of another origin may call it. */
const inBrowser = { ...protocol, errorPage: "/authorization-error" } as const;
/** What programs call, pages of any origin among them. */
const called = { ...protocol, crossOrigin: true } as const;
const documented = { ...called, documented: true } as const;

export const authorizeContract = defineContract({
  ...inBrowser,
  documented: true,
  method: "GET",
  withoutHead: true,
  path: "/oauth/authorize",
  summary: "Begin an authorization in the user's browser; RFC 6749 section 4.1 and RFC 7636",
  query: AuthorizationQuery,
  success: { status: 302 },
});

export const resumeContract = defineContract({
  ...inBrowser,
  method: "GET",
  withoutHead: true,
  path: "/oauth/authorize/{uid}",
  summary: "Return to the client with what the user decided",
  params: z.object({ uid: z.string() }),
});

export const decideContract = defineContract({
  ...inBrowser,
  method: "POST",
  path: "/oauth/authorize/{uid}",
  summary: "The consent page's form",
  params: z.object({ uid: z.string() }),
});

export const decideDeviceContract = defineContract({
  ...inBrowser,
  product: "sign-in",
  method: "POST",
  path: "/oauth/device",
  summary: "The device page's form",
});

export const tokenContract = defineContract({
  ...documented,
  method: "POST",
  path: "/oauth/token",
  summary: "Get an access token (RFC 6749); for a code, a refresh token, a device code or the client's own credentials",
  form: TokenForm,
  success: { status: 200, body: TokenAnswer, secret: true },
});

export const revokeContract = defineContract({
  ...documented,
  method: "POST",
  path: "/oauth/revoke",
  summary: "End a token (RFC 7009)",
  form: NamedToken,
});

export const introspectContract = defineContract({
  ...documented,
  method: "POST",
  path: "/oauth/introspect",
  summary: "Ask whether a token of one's own organization still counts (RFC 7662)",
  form: NamedToken,
  success: { status: 200, body: Introspection },
});

export const pushContract = defineContract({
  ...documented,
  method: "POST",
  path: "/oauth/par",
  summary: "Push an authorization request (RFC 9126)",
  form: AuthorizationQuery.extend(Client.shape),
  success: { status: 201, body: z.object({ request_uri: z.string(), expires_in: z.number().int() }) },
});

export const deviceContract = defineContract({
  ...documented,
  method: "POST",
  path: "/oauth/device_authorization",
  summary: "Begin an authorization on a device without a browser (RFC 8628)",
  form: z.object({ ...Client.shape, scope: Scope }),
  success: { status: 200, body: DeviceAnswer },
});

export const registerContract = defineContract({
  ...called,
  method: "POST",
  path: "/oauth/register",
  summary: "Register a client with an initial access token (RFC 7591)",
  success: { status: 201 },
});

const registered = {
  ...called,
  path: "/oauth/register/{client_id}",
  params: z.object({ client_id: z.string() }),
} as const;

export const readRegistrationContract = defineContract({
  ...registered,
  method: "GET",
  summary: "Read a registration with its own access token (RFC 7592)",
});

export const updateRegistrationContract = defineContract({
  ...registered,
  method: "PUT",
  summary: "Change a registration with its own access token (RFC 7592)",
});

export const deleteRegistrationContract = defineContract({
  ...registered,
  method: "DELETE",
  summary: "Delete a registration with its own access token (RFC 7592)",
  success: { status: 204 },
});

export const jwksContract = defineContract({
  ...documented,
  method: "GET",
  path: "/.well-known/jwks.json",
  summary: "The public keys that access tokens are verified with (RFC 7517)",
});

export const metadataContract = defineContract({
  ...documented,
  method: "GET",
  path: "/.well-known/oauth-authorization-server",
  summary: "What the authorization server can do (RFC 8414)",
});

export const openidMetadataContract = defineContract({
  ...documented,
  method: "GET",
  path: "/.well-known/openid-configuration",
  summary: "The same, for clients that look for it here",
});

export const resourceMetadataContract = defineContract({
  ...documented,
  method: "GET",
  path: "/.well-known/oauth-protected-resource",
  summary: "Where tokens for this deployment come from (RFC 9728)",
});

export const v1ResourceMetadataContract = defineContract({
  ...documented,
  method: "GET",
  path: "/.well-known/oauth-protected-resource/v1",
  summary: "Where tokens for the API under /v1 come from (RFC 9728)",
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  authorizeContract,
  resumeContract,
  decideContract,
  decideDeviceContract,
  tokenContract,
  revokeContract,
  introspectContract,
  pushContract,
  deviceContract,
  registerContract,
  readRegistrationContract,
  updateRegistrationContract,
  deleteRegistrationContract,
  jwksContract,
  metadataContract,
  openidMetadataContract,
  resourceMetadataContract,
  v1ResourceMetadataContract,
];
