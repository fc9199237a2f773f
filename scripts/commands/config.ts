import { join } from "node:path";
import { describeSettings, type ShownSetting } from "@/lib/platform/configuration";
import { checkSettings } from "@/lib/platform/given-settings";
import type { SettingNote } from "@/lib/platform/setting-conflicts";
import { readSecrets } from "@/scripts/secrets.mjs";
import type { Command } from "./command";

/** Prints every setting as it counts; needs no database. */
export const config: Command = {
  name: "config",
  takes: [],
  summary: "print every setting as it counts, secrets as fingerprints",
  details: [
    "Each with where its value comes from, and what is wrong or odd about it. Two",
    "fingerprints are equal where the secrets are. It asks no database; wrong",
    "settings end it with exit code 1.",
  ],
  reportsSettings: true,
  async run({ env, mounted }) {
    const stored = await readSecrets(join(env.LATCHKEY_DATA_DIR || "data", "secrets.json")).catch(() => undefined);
    const settings = await describeSettings(env, {
      mounted: new Set(Object.keys(mounted.values)),
      stored: stored ?? {},
    });
    const { problems: wrong, warnings } = checkSettings(env);
    const problems = [...mounted.problems, ...wrong];
    const text = [
      ...settings.map(lineOf),
      ...problems.map((note) => `WRONG  ${sentenceOf(note)}`),
      ...warnings.map((note) => `ODD    ${sentenceOf(note)}`),
    ].join("\n");
    return { text, data: { settings, problems, warnings }, ...(problems.length > 0 ? { outcome: "failed" } : {}) };
  },
};

function lineOf({ name, value, source, meaning }: ShownSetting): string {
  return `${name} = ${value ?? "–"}  (${source})\n    ${meaning}`;
}

const sentenceOf = ({ name, message }: SettingNote) => `${name} ${message}`;
