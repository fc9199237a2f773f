import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { dirname } from "node:path";
import { json } from "node:stream/consumers";
import type { Settings } from "@/lib/platform/settings";
import type { CountingAnswer, CountingQuestion } from "./counting-process";

const program = `
  const offsetMs = Number(process.env.TEST_CLOCK_OFFSET_MS ?? 0);
  const now = Date.now;
  Date.now = () => now() + offsetMs;
  const { loadTypeScript } = await import("./scripts/load-typescript.mjs");
  const { startCountingProcess } = await loadTypeScript("lib/testing/counting-process.ts");
  process.stdout.write("port " + (await startCountingProcess(process.env)) + "\\n");
`;

/** A child process that counts requests on limits. */
export type CountingProcess = {
  /** Asks it; rejects when the connection breaks. */
  ask(question: CountingQuestion): Promise<CountingAnswer>;
  /** Signals it and resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
};

/** Starts a process with these settings; its clock may be wrong by `TEST_CLOCK_OFFSET_MS`. */
export async function launchCountingProcess(
  settings: Settings,
  env: Record<string, string> = {},
): Promise<CountingProcess> {
  const { databaseUrl, jwtSecret, nextAuthSecret, keyPepper, encryptionKey, journal } = settings;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      JWT_SECRET: jwtSecret,
      NEXTAUTH_SECRET: nextAuthSecret,
      KEY_PEPPER: keyPepper,
      ENCRYPTION_KEY: encryptionKey,
      LATCHKEY_DATA_DIR: dirname(journal.folder),
      ...env,
    },
  });
  const ended = once(child, "exit");
  const port = await Promise.race([
    portOf(child),
    ended.then(([code]) => {
      throw new Error(`the counting process ended with ${code}`);
    }),
  ]);
  const agent = new Agent({ keepAlive: true });
  return {
    ask: (question) => post(agent, port, JSON.stringify(question)),
    async end(signal) {
      child.kill(signal);
      await ended;
      agent.destroy();
    },
    signal: (signal) => void child.kill(signal),
  };
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  let said = "";
  for await (const chunk of stdout ?? []) {
    said += String(chunk);
    const port = /^port (\d+)$/m.exec(said)?.[1];
    if (port) return Number(port);
  }
  throw new Error("the process did not say its port");
}

function post(agent: Agent, port: number, body: string): Promise<CountingAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, port, host: "127.0.0.1", method: "POST" }, (response) => {
      (json(response) as Promise<CountingAnswer>).then(resolve, reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
