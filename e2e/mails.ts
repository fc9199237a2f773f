import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The text of the last mail to an address, from the outbox of the running server's database. */
export async function lastMailTo(email: string): Promise<string> {
  const env = { ...process.env, LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR };
  const { stdout } = await promisify(execFile)(process.execPath, ["e2e/last-mail.mjs", email], { env });
  return stdout;
}
