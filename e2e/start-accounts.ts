import { loadTypeScript } from "@/scripts/load-typescript.mjs";
import { password } from "./fixtures";
import { serverSettings } from "./server-settings";
import { choosePorts } from "./stand-in-ports";

/** Starts what makes the accounts that tests begin with, on the running server's database; returns how to stop it. */
export default async function startAccounts(): Promise<() => Promise<void>> {
  const { serveReadyAccounts } = (await loadTypeScript(
    "lib/testing/ready-accounts.ts",
  )) as typeof import("@/lib/testing/ready-accounts");
  const env = { ...serverSettings(), NODE_ENV: "production" as const };
  return serveReadyAccounts(Number(choosePorts().accounts), env, password);
}
