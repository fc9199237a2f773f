import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultOf, describeSettings } from "./configuration";
import { oidcMeanings } from "./oidc-settings";
import { settingTable } from "./setting-table";

const nowhere = { mounted: new Set<string>(), stored: {} };

test("every setting is told with its value, its source and its meaning, also beside wrong ones", async () => {
  const env = {
    PORT: "4000",
    HOST: "",
    LOG_LEVEL: "loud",
    KEY_PEPPER: "p".repeat(40),
    SMTP_URL: "smtp://a:word@mail.test",
    DATABASE_URL: "latchkey:word@db.test/x",
  };
  const stored = { JWT_SECRET: "j".repeat(40), KEY_PEPPER: "another".repeat(6) };
  const settings = await describeSettings(
    { ...env, OIDC_2_CLIENT_SECRET: "of-the-second-provider" },
    { mounted: new Set(["SMTP_URL"]), stored },
  );
  expect(settings.map(({ name }) => name)).toEqual([
    ...Object.keys(settingTable),
    ...Object.keys(oidcMeanings),
    "OIDC_2_CLIENT_SECRET",
  ]);
  for (const { name, meaning } of settings) expect([name, meaning]).toEqual([name, expect.stringMatching(/\S/)]);
  const told = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
  const fingerprint = expect.stringMatching(/^fingerprint [0-9a-f]{8}$/);
  expect(told).toMatchObject({
    PORT: ["4000", "set"],
    HOST: [null, "not set"],
    LOG_LEVEL: ["loud", "set"],
    REGISTRATION: ["open", "default"],
    JWT_SECRET: [fingerprint, "data folder"],
    KEY_PEPPER: [fingerprint, "set"],
    NEXTAUTH_SECRET: [null, "not set"],
    DATABASE_URL: [fingerprint, "set"],
    SMTP_URL: ["smtp://a:…@mail.test", "file"],
    OIDC_2_CLIENT_SECRET: [fingerprint, "set"],
  });
  expect(JSON.stringify(settings)).not.toMatch(/pppp|jjjj|word@|of-the-second/);
  expect((await describeSettings({}, nowhere)).every(({ source }) => /^(default|not set)$/.test(source))).toBe(true);
});

test("each secret of a list has the fingerprint that it has alone, however the list is written", async () => {
  const [first, second] = ["f".repeat(40), "s".repeat(40)];
  const shownOf = async (KEY_PEPPER: string) =>
    (await describeSettings({ KEY_PEPPER }, nowhere)).find(({ name }) => name === "KEY_PEPPER")?.value;
  const alone = [await shownOf(first), await shownOf(second)];
  expect(alone).toEqual([expect.stringMatching(/^fingerprint/), expect.stringMatching(/^fingerprint/)]);
  for (const list of [`${first},${second}`, `${first}\n ${second}\n`, JSON.stringify([first, second])])
    expect(JSON.parse(String(await shownOf(list)))).toEqual(alone);
});

test("a setting that is no secret is shown as it was given", async () => {
  const names = Object.keys(settingTable).filter(
    (name) => !/^(JWT_SECRET|NEXTAUTH_SECRET|KEY_PEPPER|ENCRYPTION_KEY|METRICS_TOKEN|.*_CLIENT_SECRET)$/.test(name),
  );
  const settings = await describeSettings(Object.fromEntries(names.map((name) => [name, `x://${name}`])), nowhere);
  const given = settings.filter(({ source }) => source === "set").map(({ name, value }) => [name, value]);
  expect(given).toEqual(names.map((name) => [name, `x://${name}`]));
});

/** The table of the page, as it must stand there. */
function settingsPage(): string {
  const meanings = {
    ...Object.fromEntries(Object.entries(settingTable).map(([name, { description }]) => [name, description])),
    ...oidcMeanings,
  };
  const rows = Object.entries(meanings).map(([name, meaning]) => {
    const value = name in settingTable ? defaultOf(name) : undefined;
    return `| \`${name}\` | ${value === undefined ? "–" : `\`${String(value)}\``} | ${meaning?.replaceAll("|", "\\|").replaceAll("<", "\\<")} |`;
  });
  return ["| setting | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

test("the page of settings is the table of settings", () => {
  expect(readFileSync("docs/operations/configuration.md", "utf8")).toContain(settingsPage());
});
