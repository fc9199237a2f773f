import "server-only";
// With all that it imports it is also bundled for clones without packages, and so names what it takes of zod.
import * as z from "zod";
import { readOidcProviders } from "./oidc-settings";
import { registrationText } from "./registration-settings";
import { type SecretName, secretNames } from "./secrets-mark";
import { type SettingNote, settingConflicts, settingDoubts } from "./setting-conflicts";
import { misspeltSettings } from "./setting-names";
import { settingTable } from "./setting-table";

/** What settings are read from. */
export type Environment = Readonly<Record<string, string | undefined>>;

const Given = z.object(settingTable);
/** What a start finds or makes for itself where it is not given. */
const found = {
  DATABASE_URL: true,
  ...(Object.fromEntries(secretNames.map((name) => [name, true])) as Record<SecretName, true>),
} as const;
const GivenBeforehand = Given.partial(found);

/** Here an empty text stands for the default; elsewhere it is a mistake, such as a variable that was not filled in. */
const mayBeEmpty = [...Object.keys(found), "PORT", "HOST", "PUBLIC_URL", "LATCHKEY_DATA_DIR"];

/** Every setting by the name of its variable, defaults included. Throws one line that names each that is missing or wrong. */
export function parseSettings(env: Environment) {
  const read = withoutEmpty(env);
  const given = accepted(Given.safeParse(read), read);
  return { given: withPublicUrl(given), oidc: readOidcProviders(read).providers };
}

/** The same before there is a database, and secrets; throws alike. */
export function parseBeforehand(env: Environment) {
  const read = withoutEmpty(env);
  const given = accepted(GivenBeforehand.safeParse(read), read);
  return { given: withPublicUrl(given), oidc: readOidcProviders(read).providers };
}

/**
 * Looks at all settings before anything is made of them: `problems` keep a start from beginning, `warnings` are what was
 * probably not meant. No value of a secret is in either.
 */
export function checkSettings(env: Environment): { problems: SettingNote[]; warnings: SettingNote[] } {
  const read = withoutEmpty(env);
  const { error } = GivenBeforehand.safeParse(read);
  return { problems: problemsOf(error, read), warnings: [...misspeltSettings(read), ...settingDoubts(read)] };
}

/** The same as one value each, for people to look at. Throws alike. */
export function settingsByName(env: Environment): Record<string, unknown> {
  const { given, oidc } = parseSettings(env);
  const secrets = secretNames.map((name) => [name, given[name].length === 1 ? given[name][0] : given[name]]);
  const REGISTRATION = registrationText(given.REGISTRATION);
  return { ...given, ...Object.fromEntries(secrets), REGISTRATION, ...(oidc.length > 0 ? { OIDC: oidc } : {}) };
}

/** What is given, without what stands empty for a default. */
export function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value || !mayBeEmpty.includes(name)));
}

function withPublicUrl<Values extends { PORT: number; PUBLIC_URL?: string | undefined }>(values: Values) {
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://localhost:${values.PORT || 3000}` };
}

function accepted<Values>(parsed: z.ZodSafeParseResult<Values>, env: Environment): Values {
  const problems = problemsOf(parsed.error, env);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new Error(`configuration: ${problems.map(({ name, message }) => `${name} ${message}`).join("; ")}`);
}

function problemsOf(error: z.ZodError | undefined, env: Environment): SettingNote[] {
  const ofTable = (error?.issues ?? []).map(({ path: [name = ""], message }) => ({ name: String(name), message }));
  const ofValues = [...ofTable, ...readOidcProviders(env).problems];
  const named = ofValues.map((note) => (env[note.name] === undefined ? { ...note, message: "is missing" } : note));
  return [...named, ...settingConflicts(env)];
}
