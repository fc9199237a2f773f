import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/scripts/free-port.mjs";

/** The product in a process of its own, as an operator starts it. */
export type ProductProcess = {
  port: number;
  child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Resolves once it serves; rejects with what it printed when it ended before. */
  ready: Promise<void>;
  /** Resolves with its exit code, null where a signal ended it. */
  exited: Promise<number | null>;
};

/** A data folder for processes that a test starts, and the end of them all. */
export type ProductRoom = {
  dataDir: string;
  /** The environment of what an operator runs beside them. */
  env: NodeJS.ProcessEnv;
  start(options?: {
    command?: readonly string[];
    port?: number;
    env?: Record<string, string>;
  }): Promise<ProductProcess>;
  /** Ends what was started. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

const node = [process.execPath, "scripts/start.mjs"] as const;
/** A test's own server must meet neither the settings nor the npm of the run around it. */
const inherited = /^(PATH|HOME|USER|LANG|TMPDIR|TERM|NEXT_TELEMETRY_DISABLED)$/;

export async function openProductRoom(): Promise<ProductRoom> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-process-"));
  const started: ProductProcess[] = [];
  async function clear(): Promise<void> {
    const processes = started.splice(0);
    for (const { child } of processes) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    await Promise.all(processes.map(({ exited }) => exited));
  }
  return {
    dataDir,
    env: { ...ownEnvironment(), LATCHKEY_DATA_DIR: dataDir },
    async start({ command = node, port, env = {} } = {}) {
      const process = launch(command, port ?? (await freePort()), { LATCHKEY_DATA_DIR: dataDir, ...env });
      started.push(process);
      return process;
    },
    clear,
    async close() {
      await clear();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function launch([file = "", ...args]: readonly string[], port: number, env: Record<string, string>): ProductProcess {
  const child = spawn(file, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...ownEnvironment(), PORT: String(port), ...env },
  });
  let output = "";
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
        if (output.includes("Latchkey is ready")) resolve();
      });
    }
    void exited.then(() => reject(new Error(`it ended before it was ready: ${output}`)));
  });
  ready.catch(() => undefined); // a test that expects the end does not wait for it
  return { port, child, output: () => output, ready, exited };
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => inherited.test(name)));
  return { ...kept, NODE_ENV: "production" };
}
