import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Settings } from "@/lib/platform/settings";

/** The settings of a test's deployment, as the environment of another process on it; `own` are added or come instead. */
export function environmentOf(settings: Settings, own: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: settings.databaseUrl,
    JWT_SECRET: settings.jwtSecret,
    NEXTAUTH_SECRET: settings.nextAuthSecret,
    KEY_PEPPER: settings.keyPepper,
    ENCRYPTION_KEY: settings.encryptionKey,
    LATCHKEY_DATA_DIR: dirname(settings.journal.folder),
    ...own,
  };
}

/** Starts Node on the text of a module, whose standard output the test may read. Its errors go to the test's own, unless they are ignored. */
export function startChild(
  program: string,
  env: NodeJS.ProcessEnv,
  { stderr = "inherit" }: { stderr?: "inherit" | "ignore" } = {},
): ChildProcess {
  return spawn(process.execPath, ["--input-type=module", "-e", program], { env, stdio: ["ignore", "pipe", stderr] });
}

/** The port that a child names with a line `port <number>`; rejects when it ends without one. */
export async function portOf({ stdout }: ChildProcess): Promise<number> {
  let said = "";
  for await (const chunk of stdout ?? []) {
    said += String(chunk);
    const port = /^port (\d+)$/m.exec(said)?.[1];
    if (port) return Number(port);
  }
  throw new Error("the process ended without naming its port");
}
