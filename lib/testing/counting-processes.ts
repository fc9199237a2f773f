import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";
import type { LimitBucket } from "@/lib/access/limiter";
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
  const { databaseUrl, jwtSecret, nextAuthSecret, keyPepper, encryptionKey } = settings;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      JWT_SECRET: jwtSecret,
      NEXTAUTH_SECRET: nextAuthSecret,
      KEY_PEPPER: keyPepper,
      ENCRYPTION_KEY: encryptionKey,
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

/** What clients counted: passes by the instant of their decision, denials, refusals, and connections that broke. */
export type Tally = { passes: number[]; denied: number; unavailable: number; broken: number };

/** Clients that ask one process without a pause until they are stopped. */
export function startClients(
  target: () => CountingProcess,
  buckets: () => LimitBucket[],
  count: number,
): { tally: Tally; stop: () => Promise<void> } {
  const tally: Tally = { passes: [], denied: 0, unavailable: 0, broken: 0 };
  let stopped = false;
  const client = async () => {
    while (!stopped) {
      try {
        const { status, atMs } = await target().ask({ buckets: buckets(), cost: 1 });
        if (status === 200) tally.passes.push(atMs);
        else if (status === 429) tally.denied += 1;
        else tally.unavailable += 1;
      } catch {
        tally.broken += 1;
        // A process that is gone refuses at once: the others must get their turn.
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };
  const running = Array.from({ length: count }, client);
  return {
    tally,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

/** All clients' counts together. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    passes: tallies.flatMap(({ passes }) => passes),
    denied: tallies.reduce((sum, { denied }) => sum + denied, 0),
    unavailable: tallies.reduce((sum, { unavailable }) => sum + unavailable, 0),
    broken: tallies.reduce((sum, { broken }) => sum + broken, 0),
  };
}
