import "server-only";
import type { Peppers } from "./peppers";

/** What goes under the pepper for an imported key, of which only the SHA-256 is known, in hex. */
export function importedSecretOf(sha256Hex: string): string {
  return `sha256 ${sha256Hex}`;
}

/** All that may be stored of it: under the current pepper first, then under the others that are accepted. */
export function importedHashes(peppers: Peppers, sha256Hex: string): readonly string[] {
  return peppers.hashes(importedSecretOf(sha256Hex));
}

/** A SHA-256 in hex, from hex or either base64; null for what is none. */
export function readSha256(text: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : null;
}
