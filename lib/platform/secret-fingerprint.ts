import "server-only";
import { scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, string, number, Buffer>(scrypt);
const bytes = 8;
/** A process works with a few secrets, and tells their fingerprints in several places. */
const made = new Map<string, Promise<string>>();

/** What a secret may be known by in logs and the database, 16 hexadecimal digits: guessing the secret from it is slow. */
export function fingerprintOf(secret: string): Promise<string> {
  const known = made.get(secret) ?? make(secret);
  made.set(secret, known);
  return known;
}

async function make(secret: string): Promise<string> {
  return (await derive(secret, "latchkey: the fingerprint of a secret in the log", bytes)).toString("hex");
}

/** As people are shown it, and as a mark: the half of a fingerprint. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, bytes);
}
