import { describe, expect, it } from "vitest";
import { authorizeUrl, endpointsOf, tokenSnippets } from "./app-snippets";

const issuer = "https://api.example.com";
const web = {
  client_id: "client_1",
  auth_method: "client_secret_post" as const,
  redirect_uris: ["https://a.example/it's?x=1"],
  grant_types: ["authorization_code" as const, "refresh_token" as const],
  scopes: ["prompts:read" as const, "reports:read" as const],
};

describe("the sample requests of an app", () => {
  it("send the secret the way the app is registered for", () => {
    expect(tokenSnippets(issuer, web, "secret_x").curl).toContain(`-d "client_secret=secret_x"`);
    const basic = tokenSnippets(issuer, { ...web, auth_method: "client_secret_basic" }, "secret_x");
    expect(basic.curl).toContain(`-u "client_1:secret_x"`);
    expect(basic.curl).not.toContain("client_secret=");
    const open = tokenSnippets(issuer, { ...web, auth_method: "none" });
    expect(open.curl).toContain("code_verifier=");
    expect(open.curl).not.toContain("SECRET");
  });

  it("keep the secret out of code, and quote what a shell would read", () => {
    expect(tokenSnippets(issuer, web, "secret_x").javascript).not.toContain("secret_x");
    expect(tokenSnippets(issuer, web).curl).toContain(String.raw`'redirect_uri=https://a.example/it'\''s?x=1'`);
  });

  it("lead users to consent with the registered address, and with a challenge where there is no secret", () => {
    const url = new URL(authorizeUrl(issuer, web) ?? "");
    expect(url.searchParams.get("redirect_uri")).toBe(web.redirect_uris[0]);
    expect(url.searchParams.has("code_challenge")).toBe(false);
    expect(authorizeUrl(issuer, { ...web, auth_method: "none" })).toContain("code_challenge_method=S256");
    expect(authorizeUrl(issuer, { ...web, redirect_uris: [] })).toBeNull();
  });

  it("allow plain http only where the issuer has it", () => {
    expect(tokenSnippets(issuer, web).javascript).not.toContain("allowInsecureRequests");
    expect(tokenSnippets("http://localhost:3000", web).javascript).toContain("allowInsecureRequests");
  });

  it("name only the endpoints that the app can use", () => {
    const service = { ...web, grant_types: ["client_credentials" as const], redirect_uris: [] };
    expect(endpointsOf(issuer, service).map(({ label }) => label)).toEqual([
      "Token",
      "Revoke",
      "Introspect",
      "Metadata",
    ]);
    expect(tokenSnippets(issuer, service).curl).toContain("grant_type=client_credentials");
  });
});
