import "server-only";
import { fingerprintOf, shortFingerprint } from "./secret-fingerprint";

/** Members whose values are secrets, also in the middle of a structured setting. */
const secretName = /secret|pepper|password|passphrase|token|private|credential|encryption_?key|api_?key/i;
/** Members that only look like it. */
const plainName = /^(jwks_?uri|.*_(url|uri|seconds|hours|days|ttl|path|file|length))$/i;
/** Settings that should be addresses, in which a password may stand. */
const addressName = /_(url|issuer|endpoint)$/i;
/** A text that was written as JSON, and not as an address of IPv6. */
const structured = /^\s*[[{]\s*[[{"]/;
const address = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * What a configuration may be shown as: each setting as one text, number or boolean, in which secrets are fingerprints and
 * addresses have lost their passwords. Two fingerprints are equal where the secrets are, and guessing a secret from one is slow.
 */
export async function shownSettings(
  settings: Readonly<Record<string, unknown>>,
): Promise<Record<string, string | number | boolean | null>> {
  const shown = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(async ([name, value]) => {
      const safe = await safeValue(name, value);
      return [name, typeof safe === "object" && safe !== null ? JSON.stringify(safe) : safe] as const;
    });
  return Object.fromEntries(await Promise.all(shown)) as Record<string, string | number | boolean | null>;
}

async function safeValue(name: string, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => safeValue(name, item)));
  if (typeof value === "object" && value !== null) {
    const isSecret = isSecretName(name);
    const members = Object.entries(value).map(async ([member, inner]) => [
      member,
      // What a secret is made of is as secret as it.
      await safeValue(isSecret ? name : member, inner),
    ]);
    return Object.fromEntries(await Promise.all(members));
  }
  if (typeof value !== "string") return value;
  if (isSecretName(name)) return fingerprint(value);
  if (structured.test(value)) return safeStructure(name, value);
  // What should be an address and is none may be all of a password, or hold one anywhere.
  if (addressName.test(name) && value !== "" && !address.test(value)) return fingerprint(value);
  return withoutPassword(value);
}

/** As it was given, also where it is wrong: a member that is out of place there may be a secret. */
async function safeStructure(name: string, text: string): Promise<string> {
  try {
    return JSON.stringify(await safeValue(name, JSON.parse(text)));
  } catch {
    return fingerprint(text);
  }
}

function isSecretName(name: string): boolean {
  return secretName.test(name) && !plainName.test(name);
}

/** So short that many texts share it. */
async function fingerprint(secret: string): Promise<string> {
  return `fingerprint ${shortFingerprint(await fingerprintOf(secret))}`;
}

/** Also of a text that is no valid URL: a password that was not encoded may hold any sign but the last `@`. */
function withoutPassword(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)(.*)@/is, (_, scheme: string, user: string) => {
      const colonAt = user.indexOf(":");
      // These know no user without a password: what stands there alone is a token.
      const isToken = /^(https?|rediss?):/i.test(scheme) && !user.includes("/");
      return `${scheme}${colonAt === -1 ? (isToken ? "…" : user) : `${user.slice(0, colonAt)}:…`}@`;
    })
    .replaceAll(/([?&;#\s][^=&;\s]*(?:pass|pwd|secret|token|key)[^=&;\s]*\s*=)[^&;\s]*/gi, "$1…");
}
