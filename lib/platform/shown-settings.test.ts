import { expect, test } from "vitest";
import { shownSettings } from "./shown-settings";

const secret = "a-secret-of-the-deployment-0123456789";

test("secrets are shown as fingerprints, which are equal where the secrets are", async () => {
  const names = [
    "JWT_SECRET",
    "KEY_PEPPER",
    "ENCRYPTION_KEY",
    "GITHUB_CLIENT_SECRET",
    "METRICS_TOKEN",
    "SMTP_PASSWORD",
  ];
  const shown = await shownSettings({
    ...Object.fromEntries(names.map((name) => [name, secret])),
    OTHER_SECRET: "another",
  });
  const nested = await shownSettings({ KEY_PEPPER: [secret, { former: [secret] }] });
  expect(JSON.stringify(nested)).not.toContain(secret);
  const { OTHER_SECRET: other, ...same } = shown;
  expect(new Set(Object.values(same))).toEqual(new Set([expect.stringMatching(/^fingerprint [0-9a-f]{8}$/)]));
  expect(other).not.toBe(same.JWT_SECRET);
  expect(JSON.stringify(shown)).not.toContain(secret);
});

test("URLs lose their passwords, also one that was not encoded, and those in a query", async () => {
  const shown = await shownSettings({
    DATABASE_URL: "postgres://latchkey:p@ss/w:rd#1@db.test:5432/latchkey?sslmode=require",
    REDIS_URL: "rediss://:only-a-password@redis.test",
    SMTP_URL: "smtp://mailer@mail.test",
    HOOK_URL: "https://hooks.test/?token=abcdef&plain=1",
    PUBLIC_URL: "https://api.test",
  });
  expect(shown).toEqual({
    DATABASE_URL: "postgres://latchkey:…@db.test:5432/latchkey?sslmode=require",
    REDIS_URL: "rediss://:…@redis.test",
    SMTP_URL: "smtp://mailer@mail.test",
    HOOK_URL: "https://hooks.test/?token=…&plain=1",
    PUBLIC_URL: "https://api.test",
  });
});

test.each([
  ["an address without its scheme", "DATABASE_URL", "latchkey:s3cret-word@db/x"],
  ["the same of a mail server", "SMTP_URL", "mailer:s3cret-word@mail.test"],
  ["PostgreSQL's other form", "DATABASE_URL", "host=db user=x password=s3cret-word"],
  ["Java's form", "DATABASE_URL", "jdbc:postgresql://db/x?user=latchkey&password=s3cret-word"],
  ["half a scheme", "REDIS_URL", "redis:/user:s3cret-word@redis.test"],
  ["an address in quotes", "DATABASE_URL", '"postgres://latchkey:s3cret-word@db/x"'],
  ["a password alone", "REDIS_URL", "s3cret-word"],
  ["a token in a user's place", "PWNED_PASSWORDS_URL", "https://s3cret-word@list.test"],
  ["a password behind a semicolon", "DATABASE_URL", "sqlserver://db;user=x;password=s3cret-word"],
  ["a member that is out of place", "TRUSTED_ISSUERS", '[{"issuer":"https://a.test","client_secret":"s3cret-word"}]'],
  ["a list that was not closed", "TRUSTED_ISSUERS", '[{"issuer":"https://a.test","client_secret":"s3cret-word"}'],
])("%s loses what it holds of a password", async (_, name, value) => {
  const { [name]: shown } = await shownSettings({ [name]: value });
  expect(shown).toMatch(/…|fingerprint [0-9a-f]{8}/);
  expect(shown).not.toContain("s3cret-word");
});

test("numbers, lists and structures are one value each, without the secrets inside of them and what is not set", async () => {
  const shown = await shownSettings({
    PORT: 3000,
    HOST: undefined,
    ADMIN_EMAILS: ["one@a.test", "two@a.test"],
    TRUSTED_ISSUERS: [{ issuer: "https://a.test", jwks_uri: "https://a.test/keys", client_secret: secret }],
  });
  expect(shown).toMatchObject({ PORT: 3000, ADMIN_EMAILS: '["one@a.test","two@a.test"]' });
  expect(shown).not.toHaveProperty("HOST");
  expect(shown.TRUSTED_ISSUERS).toContain('"jwks_uri":"https://a.test/keys","client_secret":"fingerprint ');
});
