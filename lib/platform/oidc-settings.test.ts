import { describe, expect, it } from "vitest";
import { readOidcProviders } from "./oidc-settings";

const first = { OIDC_ISSUER: "https://id.example.test", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "s" };

describe("settings of OpenID Connect providers", () => {
  it("are none without a variable", () => {
    expect(readOidcProviders({ OIDC_OTHER: "x" })).toEqual({ providers: [], problems: [] });
  });

  it("name several by number, in order, with labels and domains in their ASCII form", () => {
    const { providers, problems } = readOidcProviders({
      OIDC_10_ISSUER: "https://ten.example.test",
      OIDC_10_CLIENT_ID: "ten",
      OIDC_10_CLIENT_SECRET: "s",
      ...first,
      OIDC_LABEL: "Acme",
      OIDC_DOMAINS: "Example.test, münchen.test",
    });
    expect(problems).toEqual([]);
    expect(providers).toEqual([
      {
        id: "oidc",
        issuer: "https://id.example.test",
        clientId: "a",
        clientSecret: "s",
        label: "Acme",
        domains: ["example.test", "xn--mnchen-3ya.test"],
      },
      expect.objectContaining({ id: "oidc-10", label: "ten.example.test", domains: [] }),
    ]);
  });

  it.each([
    [{ OIDC_ISSUER: "https://id.example.test" }, /OIDC_CLIENT_ID .*OIDC_CLIENT_SECRET /],
    [{ ...first, OIDC_ISSUER: "http://id.example.test" }, /OIDC_ISSUER must be https/],
    [{ ...first, OIDC_ISSUER: "nonsense" }, /OIDC_ISSUER /],
    [{ ...first, OIDC_DOMAINS: "no domain" }, /OIDC_DOMAINS names no,/],
    [{ OIDC_1_ISSUER: "https://id.example.test" }, /OIDC_1_ISSUER has a number other than 2 to 99/],
    [{ ...first, OIDC_2_ISSUER: first.OIDC_ISSUER, OIDC_2_CLIENT_ID: "b", OIDC_2_CLIENT_SECRET: "s" }, /issuer twice/],
  ])("refuse half a provider, plain HTTP and what is no domain: %o", (env, problem) => {
    const { problems } = readOidcProviders(env);
    expect(problems.map(({ name, message }) => `${name} ${message}`).join(" ")).toMatch(problem);
  });
});
