import "server-only";
import { scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, string, number, Buffer>(scrypt);

/** A mark that is equal where all secrets are. It lies in the database, so that guessing a secret from it is made slow. */
export async function secretsMark(secrets: readonly string[]): Promise<string> {
  return (await derive(JSON.stringify(secrets), "latchkey: which secrets a process has", 16)).toString("hex");
}
