import { expect, test } from "vitest";
import { settingsByName } from "./given-settings";
import { readSettings } from "./settings";

const secret = "s".repeat(32);
const needed = {
  DATABASE_URL: "postgres://db.test/latchkey",
  JWT_SECRET: secret,
  NEXTAUTH_SECRET: secret,
  KEY_PEPPER: secret,
  ENCRYPTION_KEY: secret,
};
const read = (more: Record<string, string>) => readSettings({ ...needed, ...more });

test.each([
  ["http://localhost:3000", "http://localhost:3000"],
  ["https://keys.test/", "https://keys.test"],
  ["HTTPS://Keys.Test:443", "https://keys.test"],
  ["https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"],
])("PUBLIC_URL %s is the origin %s: every link, cookie and issuer is made of one form", (text, origin) => {
  expect(read({ PUBLIC_URL: text }).publicUrl).toBe(origin);
});

test.each([
  ["a path", "https://keys.test/latchkey", "PUBLIC_URL must have no path"],
  ["a path that ends in a slash", "https://keys.test/latchkey/", "PUBLIC_URL must have no path"],
  ["a query", "https://keys.test/?team=1", "PUBLIC_URL must have no query"],
  ["a fragment", "https://keys.test/#top", "PUBLIC_URL must have no query and no fragment"],
  ["a password", "https://ada:hidden-words@keys.test", "PUBLIC_URL must hold no user and no password"],
  ["no scheme", "keys.test:3000", "PUBLIC_URL must be an address with https:// or http://"],
  ["another scheme", "ftp://keys.test", "PUBLIC_URL must be an address with https:// or http://"],
])("a PUBLIC_URL with %s is refused in words that do not repeat it", (_, text, problem) => {
  const start = () => read({ PUBLIC_URL: text });
  expect(start).toThrow(problem);
  expect(start).not.toThrow(/hidden-words|keys\.test/);
});

test("a BASE_PATH is refused rather than ignored, and its root is none", () => {
  expect(() => read({ BASE_PATH: "/latchkey" })).toThrow("BASE_PATH must be empty");
  for (const text of ["", "/"]) expect(read({ BASE_PATH: text }).publicUrl).toBe("http://localhost:3000");
  expect(settingsByName(needed)).not.toHaveProperty("BASE_PATH");
});
