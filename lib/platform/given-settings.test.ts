import { describe, expect, test } from "vitest";
import { checkSettings, parseSettings } from "./given-settings";
import { settingTable } from "./setting-table";

const names = Object.keys(settingTable);
const told = (notes: readonly { name: string; message: string }[]) =>
  notes.map(({ name, message }) => `${name} ${message}`);
const problemsOf = (env: Record<string, string>) => told(checkSettings(env).problems);
const warningsOf = (env: Record<string, string>) => told(checkSettings(env).warnings);

describe("settings, before anything is made of them", () => {
  test("none is needed, and the variables of an ordinary shell are nothing to warn of", () => {
    const shell = {
      PATH: "/usr/bin",
      HOSTNAME: "box",
      USER: "ada",
      LANG: "C.UTF-8",
      JOURNAL_STREAM: "8:1",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_REF: "main",
      GITHUB_SHA: "0",
      OTEL_METRIC_EXPORT_TIMEOUT: "9",
      BACKUP_PASSPHRASE_FILE: "passphrase",
      SMTP_USER: "mailer",
      REDIS_HOST: "cache",
      LATCHKEY_KEY: "pr_live_x",
      npm_lifecycle_event: "start",
      NODE_ENV: "production",
    };
    for (const env of [{}, shell]) expect(checkSettings(env)).toEqual({ problems: [], warnings: [] });
  });

  test("every mistake is named at once, and the value of no secret", () => {
    const wrong = Object.fromEntries(names.map((name) => [name, "\n§ no value"]));
    const problems = problemsOf({ ...wrong, OIDC_2_ISSUER: "§ no value", METRICS_PORT: "" });
    const free = ["LATCHKEY_DATA_DIR", "BILLING_CONTACT", "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"];
    const anyText = [...free, "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"];
    for (const name of [...names, "OIDC_2_ISSUER", "OIDC_2_CLIENT_SECRET"].filter((one) => !anyText.includes(one)))
      expect(problems.filter((problem) => problem.startsWith(`${name} `))).not.toEqual([]);
    const secrets = /^(.*SECRET|.*_URL|KEY_PEPPER|ENCRYPTION_KEY|METRICS_TOKEN) /;
    for (const problem of problems.filter((text) => secrets.test(text))) expect(problem).not.toContain("§");
  });

  test.each([
    [{ PORT: "3000x" }, "PORT must be a whole number from 0 to 65535"],
    [{ JWT_EXPIRY_HOURS: "" }, "JWT_EXPIRY_HOURS must be a number"],
    [{ JWT_EXPIRY_HOURS: "-1" }, "JWT_EXPIRY_HOURS must be a number of 0 or more"],
    [{ METRICS_PORT: "" }, "METRICS_PORT must be a whole number"],
    [{ DATABASE_POOL_GATE: "1e2" }, "DATABASE_POOL_GATE must be a whole number from 1 to 1000"],
    [{ LOG_LEVEL: "verbose" }, "LOG_LEVEL must be one of: error, warn, info, debug"],
    [{ HOST: "[::1]" }, "HOST must be an address or a host name, without brackets and port"],
    [{ TRUSTED_PROXIES: "10.0.0.0/8, 10.0.0.0/99" }, "TRUSTED_PROXIES names 10.0.0.0/99, which is not"],
    [{ OUTBOUND_ALLOW: "intranet" }, "OUTBOUND_ALLOW names intranet, which is not"],
    [{ PUBLIC_URL: "https://example.test/keys" }, "PUBLIC_URL must have no path"],
    [{ PUBLIC_URL: "ftp://example.test" }, "PUBLIC_URL must be an address with https:// or http://"],
    [{ GITHUB_CLIENT_ID: "id" }, "GITHUB_CLIENT_ID is set, and GITHUB_CLIENT_SECRET"],
    [{ GOOGLE_CLIENT_SECRET: "s" }, "GOOGLE_CLIENT_SECRET is set, and GOOGLE_CLIENT_ID"],
    [{ METRICS_HOST: "::" }, "METRICS_HOST is set, and METRICS_PORT"],
    [{ METRICS_PORT: "3000" }, "METRICS_PORT is the same port as PORT"],
    [
      { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "s", GITHUB_URL: "https://git.example.test" },
      "GITHUB_API_URL and GITHUB_URL are of different servers",
    ],
    [{ NEXTAUTH_URL: "https://other.test", PUBLIC_URL: "https://example.test" }, "NEXTAUTH_URL differs from"],
    [{ MAIL_FROM: "no address" }, "MAIL_FROM must be an address, or a name with <address>"],
  ])("%o keeps it from starting, and says why", (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    [{ PROT: "4000" }, "PROT is no setting; PORT was probably meant"],
    [{ SMPT_URL: "x" }, "SMPT_URL is no setting; SMTP_URL was probably meant"],
    [{ LATCHKEY_DATADIR: "x" }, "LATCHKEY_DATADIR is no setting; LATCHKEY_DATA_DIR was probably meant"],
    [{ LATCHKEY_REDIS_URL: "x" }, "LATCHKEY_REDIS_URL is no setting; REDIS_URL was probably meant"],
    [{ database_url: "x" }, "database_url is no setting; DATABASE_URL was probably meant"],
    [{ OIDC_3_ISUER: "x" }, "OIDC_3_ISUER is no setting; OIDC_3_ISSUER was probably meant"],
    [{ JWT_SECRTE_FILE: "x" }, "JWT_SECRTE_FILE is no setting; JWT_SECRET_FILE was probably meant"],
    [{ OTEL_METRICS_EXPORT_INTERVAL: "9" }, "OTEL_METRIC_EXPORT_INTERVAL was probably meant"],
    [{ LIMITS_WITHOUT_REDIS: "local" }, "LIMITS_WITHOUT_REDIS does nothing without REDIS_URL"],
    [{ PUBLIC_URL: "https://example.test" }, "TRUSTED_PROXIES names no proxy"],
    [{ PUBLIC_URL: "http://example.test" }, "PUBLIC_URL is no https address"],
    [{ TRUSTED_PROXIES: "10.0.0.1, 0.0.0.0/0" }, "TRUSTED_PROXIES holds every address there is"],
    [{ BILLING_CONTACT: "javascript:alert(1)" }, "BILLING_CONTACT is shown as text without a link"],
    [{ SESSION_IDLE_HOURS: "400" }, "SESSION_IDLE_HOURS is longer than a session lasts"],
    [{ REQUEST_LOG: "on", LOG_LEVEL: "warn" }, "REQUEST_LOG writes nothing while LOG_LEVEL is warn"],
    [{ JWT_SECRET: "s".repeat(32), KEY_PEPPER: "s".repeat(32) }, "KEY_PEPPER is the same as JWT_SECRET"],
  ])("%o is warned of, and starts", (env, warning) => {
    expect(problemsOf(env)).toEqual([]);
    expect(warningsOf(env)).toEqual([expect.stringContaining(warning)]);
  });

  test("each has a line that says what it means", () => {
    for (const name of names)
      expect([name, settingTable[name as keyof typeof settingTable].description]).toEqual([name, expect.any(String)]);
  });

  test("PUBLIC_URL follows PORT, and an empty text stands for the default where a start finds the value", () => {
    const secrets = Object.fromEntries(
      ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"].map((name) => [name, name.padEnd(32, ".")]),
    );
    const env = {
      ...secrets,
      DATABASE_URL: "postgres://db.test/latchkey",
      PORT: "4000",
      HOST: "",
      LATCHKEY_DATA_DIR: "",
    };
    expect(parseSettings(env).given).toMatchObject({ PUBLIC_URL: "http://localhost:4000", LATCHKEY_DATA_DIR: "data" });
    expect(() => parseSettings({ ...env, JWT_SECRET: "" })).toThrow("configuration: JWT_SECRET is missing");
  });
});
