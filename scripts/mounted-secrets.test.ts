import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withMounted } from "./mounted-secrets.mjs";

let folder: string;
const mounted = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mounted-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  "JWT_SECRET",
  "NEXTAUTH_SECRET",
  "KEY_PEPPER",
  "ENCRYPTION_KEY",
  "DATABASE_URL",
  "REDIS_URL",
  "SMTP_URL",
  "GITHUB_CLIENT_SECRET",
  "GOOGLE_CLIENT_SECRET",
  "OIDC_CLIENT_SECRET",
  "OIDC_2_CLIENT_SECRET",
  "METRICS_TOKEN",
  "BACKUP_PASSPHRASE",
  "OTEL_EXPORTER_OTLP_HEADERS",
])("%s may be a mounted file, whose last line break is no part of it", (name) => {
  expect(withMounted({ [`${name}_FILE`]: mounted(name, "first line\nlast line \n") })[name]).toBe(
    "first line\nlast line ",
  );
});

it("names every file that is not to be read at once, and nothing of what the others hold", () => {
  const env = {
    JWT_SECRET: "here as well",
    JWT_SECRET_FILE: mounted("twice", "a secret"),
    KEY_PEPPER_FILE: join(folder, "absent"),
    SMTP_URL_FILE: mounted("empty", "\n"),
    REDIS_URL_FILE: mounted("good", "redis://:a-password@redis.test"),
  };
  const attempt = () => withMounted(env);
  expect(attempt).toThrow(/JWT_SECRET and JWT_SECRET_FILE are both set/);
  expect(attempt).toThrow(/KEY_PEPPER_FILE names .*absent, which cannot be read \(ENOENT\)/);
  expect(attempt).toThrow(/SMTP_URL_FILE names .*empty, which is empty/);
  expect(attempt).not.toThrow(/a secret|a-password|here as well/);
});

it("leaves files of settings that hold no secret to whom they belong", () => {
  expect(withMounted({ PUBLIC_URL_FILE: "/nowhere", LATCHKEY_DATA_DIR: "data" })).not.toHaveProperty("PUBLIC_URL");
});
