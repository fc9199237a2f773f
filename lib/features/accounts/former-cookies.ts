import "server-only";
import { createHash } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { runtime } from "@/lib/access/runtime";
import { decodeNextAuth } from "@/lib/http/dashboard-cookie";

/** What next-auth encrypts, by the end of its name; the name is the salt of all but the session. */
const encrypted = /next-auth\.(session-token|state|pkce\.code_verifier|nonce)$/;

/**
 * A browser's cookies as next-auth takes them, which knows one secret alone. Those that it made under another one that
 * is accepted are made anew. So neither a session, a form nor a sign-in under way is lost when the secret is replaced.
 */
export async function underCurrentSecret(cookies: Record<string, string>): Promise<Record<string, string>> {
  if (runtime().settings.formerSecrets.nextAuthSecret.length === 0) return cookies;
  const renewed = Object.entries(cookies).map(async ([name, value]) => [name, await renew(name, value)] as const);
  return Object.fromEntries(await Promise.all(renewed));
}

/** The proof that a form's token is next-auth's own. */
export function csrfProof(csrfToken: string, secret: string): string {
  return createHash("sha256").update(`${csrfToken}${secret}`).digest("hex");
}

async function renew(name: string, value: string): Promise<string> {
  if (name.endsWith("next-auth.csrf-token")) return renewProof(value);
  const kind = encrypted.exec(name)?.[1];
  if (kind === undefined) return value;
  const { settings } = runtime();
  const salt = kind === "session-token" ? "" : name;
  const secret = settings.nextAuthSecret;
  if (await decode({ token: value, secret, salt }).catch(() => null)) return value;
  const token = await decodeNextAuth(value, settings, salt);
  const maxAge = Math.max(1, Number(token?.exp ?? 0) - Math.floor(Date.now() / 1000));
  return token ? encode({ token, secret, salt, maxAge }) : value;
}

function renewProof(value: string): string {
  const [csrfToken = "", proof] = value.split("|");
  const { nextAuthSecret, formerSecrets } = runtime().settings;
  const isFormer = formerSecrets.nextAuthSecret.some((secret) => csrfProof(csrfToken, secret) === proof);
  return isFormer ? `${csrfToken}|${csrfProof(csrfToken, nextAuthSecret)}` : value;
}
