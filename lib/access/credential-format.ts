import "server-only";
import { createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "@/lib/platform/random";
import { type CredentialFormat, credentialFormats } from "./catalogue";

const checksumLength = 6;

/** A new secret in the given format: prefix, random base62 characters, CRC-32 of all before in base62 (contract section 5). */
export function generateCredential(format: CredentialFormat): string {
  const body = format.prefix + randomBase62(format.randomLength - checksumLength);
  return body + checksumOf(body);
}

/**
 * The format that a bearer token claims by its prefix. `valid` is false where length, alphabet or checksum do not hold,
 * so that garbage is refused without hashing or touching the database. Null: not one of our prefixes.
 */
export function readCredential(token: string): { format: CredentialFormat; valid: boolean } | null {
  for (const format of credentialFormats()) {
    if (!token.startsWith(format.prefix)) continue;
    if (token.length !== format.prefix.length + format.randomLength) return { format, valid: false };
    const body = token.slice(0, -checksumLength);
    return { format, valid: token.slice(-checksumLength) === checksumOf(body) };
  }
  return null;
}

function checksumOf(body: string): string {
  return toBase62(crc32(body), checksumLength);
}

/** What the database holds instead of the secret: HMAC-SHA-256 under the server's pepper, in hex. */
export function hashCredential(secret: string, pepper: string): string {
  return createHmac("sha256", pepper).update(secret).digest("hex");
}

/** The prefix and the next six characters: enough to recognise a key, useless to call with. */
export function publicPrefixOf(secret: string, format: CredentialFormat): string {
  return secret.slice(0, format.prefix.length + 6);
}

/** How lists show a secret: `hb_prod_abc1…9f3d`. */
export function hintOf(secret: string, format: CredentialFormat): string {
  return `${secret.slice(0, format.prefix.length + 4)}…${secret.slice(-4)}`;
}
