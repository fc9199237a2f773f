/** The product's own server processes, as `npm start` runs them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../scripts/free-port.mjs";

const readyLine = "Latchkey is ready";

/** Starts one process and resolves once it is ready; it can be started again on its port after it ended. */
export async function startProcess(environment) {
  const port = await freePort();
  const own = { port, child: null, output: "", up: false };
  await launch(own, environment);
  return {
    port,
    get pid() {
      return own.child.pid;
    },
    /** What it has written lately. */
    get output() {
      return own.output;
    },
    /** Whether it is ready and has not been told to stop. */
    get up() {
      return own.up;
    },
    /** Sends the signal and resolves with the exit code once it has ended; the milliseconds that it took besides. */
    async end(signal) {
      own.up = false;
      if (own.child.exitCode !== null || own.child.signalCode !== null) return { code: own.child.exitCode, ms: 0 };
      const startedMs = performance.now();
      const ended = once(own.child, "exit");
      own.child.kill(signal);
      const [code] = await ended;
      return { code, ms: performance.now() - startedMs };
    },
    signal: (signal) => own.child.kill(signal),
    again: (changed = {}) => launch(own, { ...environment, ...changed }),
  };
}

/** Starts a process that is expected to refuse; resolves with its exit code and what it said. */
export async function startRefused(environment) {
  const own = { port: await freePort(), child: null, output: "", up: false };
  const outcome = await launch(own, environment).then(
    () => null,
    (error) => error,
  );
  if (outcome === null) own.child.kill("SIGKILL");
  return { refused: outcome !== null, output: own.output };
}

async function launch(own, environment) {
  own.output = "";
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, PORT: String(own.port) },
  });
  own.child = child;
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        own.output = (own.output + chunk).slice(-20_000);
        if (own.output.includes(readyLine)) resolve();
      });
    }
    child.on("exit", (code, signal) => {
      own.up = false;
      reject(new Error(`a process ended with ${code ?? signal}:\n${own.output.slice(-2_000)}`));
    });
  });
  own.up = true;
}
