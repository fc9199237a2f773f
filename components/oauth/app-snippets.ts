import type { Snippets } from "@/components/ui/request-snippets";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";

/** Where an app's secret is kept, in examples. */
export const secretVariable = "LATCHKEY_CLIENT_SECRET";

type App = Pick<OAuthAppView, "client_id" | "auth_method" | "redirect_uris" | "grant_types" | "scopes">;

/** The endpoints that an app needs, by what they are for. */
export function endpointsOf(issuer: string, { grant_types, auth_method }: App): { label: string; url: string }[] {
  const device = grant_types.includes("urn:ietf:params:oauth:grant-type:device_code");
  return [
    ...(grant_types.includes("authorization_code") ? [{ label: "Authorize", url: `${issuer}/oauth/authorize` }] : []),
    ...(device ? [{ label: "Device", url: `${issuer}/oauth/device_authorization` }] : []),
    { label: "Token", url: `${issuer}/oauth/token` },
    { label: "Revoke", url: `${issuer}/oauth/revoke` },
    ...(auth_method === "none" ? [] : [{ label: "Introspect", url: `${issuer}/oauth/introspect` }]),
    { label: "Metadata", url: `${issuer}/.well-known/oauth-authorization-server` },
  ];
}

/** The address that a user's browser is sent to; null for apps that ask no user by redirect. */
export function authorizeUrl(issuer: string, app: App): string | null {
  const redirectUri = app.redirect_uris[0];
  if (!app.grant_types.includes("authorization_code") || redirectUri === undefined) return null;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.client_id,
    redirect_uri: redirectUri,
    scope: app.scopes.join(" "),
    state: "RANDOM_STATE",
    ...(app.auth_method === "none" ? { code_challenge: "S256_OF_VERIFIER", code_challenge_method: "S256" } : {}),
  });
  return `${issuer}/oauth/authorize?${query}`;
}

/** How the app comes by a token. curl carries `secret` where it is known, so that one paste can prove that it works. */
export function tokenSnippets(
  issuer: string,
  app: App,
  secret = `$${secretVariable}`,
): Pick<Snippets, "curl" | "javascript"> {
  return { curl: curl(issuer, app, secret), javascript: node(issuer, app) };
}

function curl(issuer: string, app: App, secret: string): string {
  const byBasic = app.auth_method === "client_secret_basic";
  const proof = {
    client_secret_post: [`-d client_id=${app.client_id}`, `-d "client_secret=${secret}"`],
    client_secret_basic: [`-u "${app.client_id}:${secret}"`],
    none: [`-d client_id=${app.client_id}`],
  }[app.auth_method];
  const to = (path: string) => `curl ${byBasic ? "" : "-X POST "}${issuer}${path}`;
  const scope = `-d ${quoted(`scope=${app.scopes.join(" ")}`)}`;
  const redirectUri = app.redirect_uris[0];
  if (app.grant_types.includes("authorization_code") && redirectUri !== undefined) {
    return [
      to("/oauth/token"),
      ...proof,
      "-d grant_type=authorization_code",
      "-d code=CODE_FROM_THE_REDIRECT",
      `--data-urlencode ${quoted(`redirect_uri=${redirectUri}`)}`,
      ...(app.auth_method === "none" ? ["-d code_verifier=VERIFIER"] : []),
    ].join(" \\\n  ");
  }
  if (app.grant_types.includes("client_credentials")) {
    return [to("/oauth/token"), ...proof, "-d grant_type=client_credentials", scope].join(" \\\n  ");
  }
  return [to("/oauth/device_authorization"), ...proof, scope].join(" \\\n  ");
}

/** With openid-client, which is certified and does PKCE, state and `iss` by itself. */
function node(issuer: string, app: App): string {
  const secret = `process.env.${secretVariable}`;
  const proof = {
    client_secret_post: `oauth.ClientSecretPost(${secret})`,
    client_secret_basic: `oauth.ClientSecretBasic(${secret})`,
    none: "oauth.None()",
  }[app.auth_method];
  const options = issuer.startsWith("http:")
    ? `{ algorithm: "oauth2", execute: [oauth.allowInsecureRequests] }` // On one's own machine only.
    : `{ algorithm: "oauth2" }`;
  const head = [
    `import * as oauth from "openid-client"; // npm install openid-client`,
    "",
    "const config = await oauth.discovery(",
    `  new URL(${JSON.stringify(issuer)}),`,
    `  ${JSON.stringify(app.client_id)},`,
    "  undefined,",
    `  ${proof},`,
    `  ${options},`,
    ");",
  ];
  return [...head, ...nodeSteps(app)].join("\n");
}

function nodeSteps({ grant_types, redirect_uris, scopes }: App): string[] {
  const scope = JSON.stringify(scopes.join(" "));
  if (grant_types.includes("authorization_code") && redirect_uris[0] !== undefined) {
    return [
      "// 1. Keep both values in the user's session and send the browser to `url`.",
      "const verifier = oauth.randomPKCECodeVerifier();",
      "const state = oauth.randomState();",
      "const url = oauth.buildAuthorizationUrl(config, {",
      `  redirect_uri: ${JSON.stringify(redirect_uris[0])},`,
      `  scope: ${scope},`,
      "  state,",
      "  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),",
      `  code_challenge_method: "S256",`,
      "});",
      "",
      "// 2. The user comes back; `currentUrl` is the address with the code.",
      "const tokens = await oauth.authorizationCodeGrant(config, currentUrl, {",
      "  pkceCodeVerifier: verifier,",
      "  expectedState: state,",
      "});",
    ];
  }
  if (grant_types.includes("client_credentials")) {
    return [
      `const tokens = await oauth.clientCredentialsGrant(config, { scope: ${scope} });`,
      "console.log(tokens.access_token, tokens.expires_in);",
    ];
  }
  return [
    `const device = await oauth.initiateDeviceAuthorization(config, { scope: ${scope} });`,
    "console.log(device.verification_uri, device.user_code);",
    "const tokens = await oauth.pollDeviceAuthorizationGrant(config, device);",
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
