import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { settingsCheckFile, settingsCheckText } from "./bundle-settings-check.mjs";

test("the check that a fresh clone begins with is made of the settings as they are", async () => {
  const isFresh = (await readFile(settingsCheckFile, "utf8")) === (await settingsCheckText());
  expect(isFresh, "run: node scripts/bundle-settings-check.mjs").toBe(true);
});
