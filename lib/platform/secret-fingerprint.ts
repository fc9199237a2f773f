import "server-only";
import { scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, string, number, Buffer>(scrypt);
const bytes = 8;

/** What a secret may be known by in logs and the database, 16 hexadecimal digits: guessing the secret from it is slow. */
export async function fingerprintOf(secret: string): Promise<string> {
  return (await derive(secret, "latchkey: the fingerprint of a secret in the log", bytes)).toString("hex");
}

/** As people are shown it, and as a mark: the half of a fingerprint. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, bytes);
}
