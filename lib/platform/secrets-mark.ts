import "server-only";
import { fingerprintOf } from "./secret-fingerprint";
import type { Settings } from "./settings";

/** The secrets of a deployment by their settings. */
export const secretSettings = {
  JWT_SECRET: "jwtSecret",
  NEXTAUTH_SECRET: "nextAuthSecret",
  KEY_PEPPER: "keyPepper",
  ENCRYPTION_KEY: "encryptionKey",
} as const;

export type SecretName = keyof typeof secretSettings;

export const secretNames = Object.keys(secretSettings) as SecretName[];

/** Fingerprints of each secret's list: of the one that a process works with, and of all that it accepts, that one first. */
export type Fingerprints = Readonly<Record<SecretName, { current: string; accepted: readonly string[] }>>;

/** The secrets as they are configured, the current one first. */
export function listedSecrets(
  settings: Pick<Settings, (typeof secretSettings)[SecretName] | "formerSecrets">,
  name: SecretName,
): readonly [string, ...string[]] {
  const field = secretSettings[name];
  return [settings[field], ...settings.formerSecrets[field]];
}

export async function fingerprintsOf(settings: Parameters<typeof listedSecrets>[0]): Promise<Fingerprints> {
  const of = async (name: SecretName) => {
    const [current, ...former] = listedSecrets(settings, name);
    const [first, ...others] = await Promise.all([fingerprintOf(current), ...former.map(fingerprintOf)]);
    return { current: first, accepted: [first, ...others] };
  };
  const [jwt, nextAuth, pepper, encryption] = await Promise.all([
    of("JWT_SECRET"),
    of("NEXTAUTH_SECRET"),
    of("KEY_PEPPER"),
    of("ENCRYPTION_KEY"),
  ]);
  return { JWT_SECRET: jwt, NEXTAUTH_SECRET: nextAuth, KEY_PEPPER: pepper, ENCRYPTION_KEY: encryption };
}

/**
 * What a process tells the others of its secrets, as SQL compares it. Two may run beside each other where each accepts what the
 * other one works with.
 */
export type SecretsMark = { works: readonly string[]; accepts: readonly string[] };

export function secretsMark(fingerprints: Fingerprints): SecretsMark {
  const named = (name: SecretName, fingerprint: string) => `${name}:${fingerprint}`;
  return {
    works: secretNames.map((name) => named(name, fingerprints[name].current)),
    accepts: secretNames.flatMap((name) => fingerprints[name].accepted.map((one) => named(name, one))),
  };
}

/** As it stands in the process's row: what it works with, a bar, what it accepts. */
export function markText({ works, accepts }: SecretsMark): string {
  return `${works.join(" ")}|${accepts.join(" ")}`;
}

/** What another process says; nothing where it says it in another way. */
export function readMark(text: string): SecretsMark {
  const [works = "", accepts = ""] = text.includes("|") ? text.split("|") : [];
  return { works: works.split(" "), accepts: accepts.split(" ") };
}

/** Whether each accepts what the other one works with. */
export function agree(one: SecretsMark, other: SecretsMark): boolean {
  const within = ({ works }: SecretsMark, { accepts }: SecretsMark) => works.every((work) => accepts.includes(work));
  return within(one, other) && within(other, one);
}

/** What a process works with, by the mark in its row. */
export function worksOf(text: string): Partial<Record<SecretName, string>> {
  return Object.fromEntries(readMark(text).works.map((pair) => pair.split(":")));
}
