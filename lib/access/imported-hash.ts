import "server-only";
import { hash } from "node:crypto";

/** In front of a hash that came from elsewhere, where others carry the mark of their pepper. */
const mark = "sha256.";

/** What is stored of an imported key until its first use: the SHA-256 of it, in hex. */
export function importedHashOf(sha256Hex: string): string {
  return mark + sha256Hex;
}

/** The same of a secret that was shown. */
export function importedHashOfSecret(secret: string): string {
  return importedHashOf(hash("sha256", secret));
}

/** A SHA-256 in hex, from hex or either base64; null for what is none. */
export function readSha256(text: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : null;
}
