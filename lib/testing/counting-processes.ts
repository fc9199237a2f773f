import { once } from "node:events";
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";
import type { Settings } from "@/lib/platform/settings";
import { importing } from "./child-module";
import { environmentOf, portOf, startChild } from "./child-process";
import type { CountingAnswer, CountingQuestion } from "./counting-process";

const program = `
  const offsetMs = Number(process.env.TEST_CLOCK_OFFSET_MS ?? 0);
  const now = Date.now;
  Date.now = () => now() + offsetMs;
  process.stdout.write("port " + (await own.startCountingProcess(process.env)) + "\\n");
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
  const begin = await importing("lib/testing/counting-process.ts");
  const child = startChild(begin + program, environmentOf(settings, env));
  const ended = once(child, "exit");
  const port = await portOf(child);
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

function post(agent: Agent, port: number, body: string): Promise<CountingAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, port, host: "127.0.0.1", method: "POST" }, (response) => {
      (json(response) as Promise<CountingAnswer>).then(resolve, reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
