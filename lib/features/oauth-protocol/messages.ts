import { z } from "zod";

/** The protocol's messages as the reference shows them. The library checks what arrives, by the RFCs and not by these. */

const Text = z.string();

export const Scope = Text.optional().describe("Separated by spaces; all of the app's where it is left out");

/** How an app says who it is where it does not use HTTP Basic. */
export const Client = z.object({
  client_id: Text.optional(),
  client_secret: Text.optional().describe("Not for apps that have none"),
});

/** RFC 6749 section 4.1.1, RFC 7636, RFC 8707. */
export const AuthorizationQuery = z.object({
  response_type: z.literal("code"),
  client_id: Text,
  redirect_uri: Text.optional().describe(
    "One of the app's own, character by character; the port is free on the user's own machine (RFC 8252 section 7.3)",
  ),
  scope: Scope,
  state: Text.optional().describe("Comes back unchanged; compare it"),
  code_challenge: Text.optional().describe("Needed by apps without a secret"),
  code_challenge_method: z.literal("S256").optional(),
  resource: Text.optional().describe("Whom the token is for"),
  prompt: z.enum(["none", "consent", "login"]).optional(),
});

/** Fields of every grant; which of them belong together is `grant_type`'s to say. */
export const TokenForm = z.object({
  grant_type: z.enum([
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
  ]),
  ...Client.shape,
  code: Text.optional().describe("authorization_code"),
  redirect_uri: Text.optional().describe("authorization_code: the same as in the request"),
  code_verifier: Text.optional().describe("authorization_code, where the request had a challenge"),
  refresh_token: Text.optional().describe("refresh_token"),
  device_code: Text.optional().describe("device_code"),
  scope: Scope,
  resource: Text.optional(),
});

/** Document 003's answer, RFC 6749 section 5.1. */
export const TokenAnswer = z.object({
  access_token: Text,
  token_type: z.enum(["Bearer", "DPoP"]),
  expires_in: z.number().int(),
  refresh_token: Text.optional(),
  scope: Text,
});

/** RFC 7009 section 2.1, RFC 7662 section 2.1. */
export const NamedToken = z.object({
  token: Text,
  token_type_hint: z.enum(["access_token", "refresh_token"]).optional(),
  ...Client.shape,
});

/** RFC 7662 section 2.2; nothing but `active` where it is false. */
export const Introspection = z.object({
  active: z.boolean(),
  scope: Text.optional(),
  client_id: Text.optional(),
  token_type: Text.optional(),
  exp: z.number().int().optional(),
  iat: z.number().int().optional(),
  sub: Text.optional(),
  aud: Text.optional(),
  iss: Text.optional(),
  jti: Text.optional(),
  org_id: Text.optional(),
});

/** RFC 8628 section 3.2. */
export const DeviceAnswer = z.object({
  device_code: Text,
  user_code: Text,
  verification_uri: Text,
  verification_uri_complete: Text,
  expires_in: z.number().int(),
});
