import type { TestUser } from "./factories";
import { clientToken, createApp } from "./oauth";
import type { Write } from "./successful-writes";

const redirect_uri = "https://app.example.test/callback";
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** What a client sends that acts for itself, with a token of its own where it is about one. */
const byClient = (path: string, form: Record<string, string>, about: "token" | "nothing" = "nothing") =>
  async function write(user: TestUser): Promise<Write> {
    const app = await createApp(user, { grant_types: ["authorization_code", "client_credentials", deviceGrant] });
    const token = about === "token" ? { token: await clientToken(app) } : {};
    return { path, form: { client_id: app.clientId, client_secret: app.secret, ...form, ...token } };
  };

/** Forms that the endpoints of the OAuth server fulfil. */
export const oauthWrites: Readonly<Record<string, (user: TestUser) => Promise<Write>>> = {
  "POST /oauth/token": byClient("/oauth/token", { grant_type: "client_credentials" }),
  "POST /oauth/revoke": byClient("/oauth/revoke", {}, "token"),
  "POST /oauth/introspect": byClient("/oauth/introspect", {}, "token"),
  "POST /oauth/par": byClient("/oauth/par", { response_type: "code", redirect_uri }),
  "POST /oauth/device_authorization": byClient("/oauth/device_authorization", { scope: "prompts:read" }),
};
