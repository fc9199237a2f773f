import "server-only";
import { type Environment, withoutEmpty } from "./given-settings";
import { oidcMeanings } from "./oidc-settings";
import { registrationText } from "./registration-settings";
import { SecretList } from "./secret-list";
import { secretNames } from "./secrets-mark";
import { settingTable } from "./setting-table";
import { shownSettings } from "./shown-settings";

/** A setting as it counts, for people to look at. */
export type ShownSetting = {
  name: string;
  /** A secret's is its fingerprint; null where there is none, or it cannot be read. */
  value: string | number | boolean | null;
  source: "set" | "file" | "data folder" | "default" | "not set";
  meaning: string;
};

/** Where the values of an environment come from beside the variables themselves. */
export type Sources = {
  /** Names whose values were read from mounted files. */
  mounted: ReadonlySet<string>;
  /** Secrets that stand in the data folder. */
  stored: Environment;
};

/** Every setting as it counts, in the order of the table; needs neither a database nor settings that are right. */
export async function describeSettings(env: Environment, { mounted, stored }: Sources): Promise<ShownSetting[]> {
  const given = { ...stored, ...withoutEmpty(env) };
  const sourceOf = (name: string, hasDefault: boolean) => {
    if (mounted.has(name)) return "file";
    if (withoutEmpty(env)[name] !== undefined) return "set";
    if (stored[name] !== undefined) return "data folder";
    return hasDefault ? "default" : "not set";
  };
  const ofTable = Object.entries(settingTable).map(([name, schema]) => {
    const value = listed(name, given[name]) ?? defaultOf(name);
    return { name, value, source: sourceOf(name, value !== undefined), meaning: schema.description ?? "" } as const;
  });
  const ofProviders = providerNames(env).map((name) => {
    const meaning = oidcMeanings[name.replace(/_\d+_/, "_")] ?? "";
    return { name, value: env[name], source: sourceOf(name, false), meaning } as const;
  });
  const all = [...ofTable, ...ofProviders];
  const shown = await shownSettings(Object.fromEntries(all.map(({ name, value }) => [name, value])));
  return all.map((setting) => ({ ...setting, value: shown[setting.name] ?? null }));
}

/** A list of secrets as its parts, so that each has the fingerprint by which the log and the database know it. */
function listed(name: string, text: string | undefined): unknown {
  if (!secretNames.some((one) => one === name)) return text;
  const { data } = SecretList.safeParse(text);
  return data?.length === 1 ? data[0] : (data ?? text);
}

/** What counts where nothing is given; undefined where there is no default. */
export function defaultOf(name: string): unknown {
  const schema = settingTable[name as keyof typeof settingTable];
  const { success, data } = schema.safeParse(undefined);
  if (!success) return undefined;
  return name === "REGISTRATION" ? registrationText(settingTable.REGISTRATION.parse(undefined)) : data;
}

/** The first provider's variables, and those of further ones that are given. */
function providerNames(env: Environment): string[] {
  const further = Object.keys(env).filter(
    (name) => /^OIDC_\d+_/.test(name) && name.replace(/_\d+_/, "_") in oidcMeanings,
  );
  return [...Object.keys(oidcMeanings), ...further];
}
