import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Sets the plan of a user's organization with the operator's command; the running server learns it within a second. */
export async function setPlan(email: string, plan: string): Promise<void> {
  const env = { ...process.env, LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR };
  await promisify(execFile)(process.execPath, ["scripts/latchkey.mjs", "organizations", "plan", email, plan], { env });
}
