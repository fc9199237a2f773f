import { describe, expect, it } from "vitest";
import { testSettings } from "@/lib/testing/test-runtime";
import { firstAdministratorOf } from "./registration-settings";
import { readSettings } from "./settings";

const secret = "s".repeat(32);
const needed = {
  DATABASE_URL: testSettings("postgres://localhost/x").databaseUrl,
  JWT_SECRET: secret,
  NEXTAUTH_SECRET: secret,
  KEY_PEPPER: secret,
  ENCRYPTION_KEY: secret,
};
const rule = (text?: string) =>
  readSettings({ ...needed, ...(text === undefined ? {} : { REGISTRATION: text }) }).registration;

describe("REGISTRATION", () => {
  it("is open where it is not set, and reads the modes and domains in their ASCII form", () => {
    expect(rule()).toEqual({ mode: "open" });
    expect(rule("invitation")).toEqual({ mode: "invitation" });
    expect(rule(" closed ")).toEqual({ mode: "closed" });
    expect(rule("domains:Example.COM, münchen.de")).toEqual({
      mode: "domains",
      domains: ["example.com", "xn--mnchen-3ya.de"],
    });
  });

  it.each([
    "",
    "OPEN",
    "none",
    "domains",
    "domains:",
    "domains: , ",
    "domains:exa mple",
    "domains:example.com,@",
    "domain:a.test",
  ])("stops the start where it says %j: a slip must not open the door", (text) => {
    expect(() => rule(text)).toThrow(/REGISTRATION must be open, invitation, closed or domains:/);
  });

  it("decides whether trusted issuers make users, unless they say so themselves", () => {
    const createsUsers = (mode: string, own: object) =>
      readSettings({
        ...needed,
        REGISTRATION: mode,
        TRUSTED_ISSUERS: JSON.stringify([{ issuer: "https://issuer.example.test", ...own }]),
      }).trustedIssuers[0]?.createsUsers;
    expect(["open", "invitation", "closed", "domains:a.test"].map((mode) => createsUsers(mode, {}))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(createsUsers("closed", { creates_users: true })).toBe(true);
    expect(createsUsers("open", { creates_users: false })).toBe(false);
  });
});

describe("an issuer whose subjects are customers", () => {
  const customers = (own: object) =>
    readSettings({
      ...needed,
      TRUSTED_ISSUERS: JSON.stringify([{ issuer: "https://issuer.example.test", ...own }]),
    }).trustedIssuers[0]?.customers;

  it("names the organization, and may say what its tokens hold", () => {
    expect(customers({})).toBeNull();
    expect(customers({ customers_of: "org_1" })).toEqual({ organizationId: "org_1", scopes: null });
    const scopes = ["images:read", "images:read:*"];
    expect(customers({ customers_of: "org_1", scopes })).toEqual({ organizationId: "org_1", scopes });
  });

  it.each<[string, object]>([
    ["an organization that is none", { customers_of: "" }],
    ["a name with spaces", { customers_of: "Acme Inc" }],
    ["no text", { customers_of: 7 }],
    ["scopes without an organization", { scopes: ["images:read"] }],
    ["no scopes at all", { customers_of: "org_1", scopes: [] }],
    ["a scope with a space", { customers_of: "org_1", scopes: ["images:read images:write"] }],
    ["scopes as one text", { customers_of: "org_1", scopes: "images:read" }],
    ["a member that is misspelt", { customer_of: "org_1" }],
  ])("stops the start where it says %s", (_, own) => {
    expect(() => customers(own)).toThrow(/TRUSTED_ISSUERS/);
  });
});

describe("the first administrator", () => {
  it.each([
    ["127.0.0.1", "http://localhost:3000", "anybody"],
    ["localhost", "http://127.0.0.1:3000", "anybody"],
    ["::1", "http://[::1]:3000", "anybody"],
    ["127.0.0.1", "https://keys.example.com", "token"],
    ["0.0.0.0", "http://localhost:3000", "token"],
    ["::", "http://localhost:3000", "token"],
    ["192.168.1.4", "http://localhost:3000", "token"],
    [undefined, "https://keys.example.com", "token"],
    [undefined, "http://localhost.example.com", "token"],
    [undefined, "http://localhost:3000", "local"],
    ["", "http://localhost:3000", "local"],
  ] as const)("listening on %s and reached at %s: %s", (host, publicUrl, expected) => {
    expect(firstAdministratorOf(host, publicUrl)).toBe(expected);
  });
});
