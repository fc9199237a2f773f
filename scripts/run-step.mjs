import { spawn } from "node:child_process";

const running = new Set();
/** Long enough for a runner to stop its servers and databases. */
const patienceMs = 30_000;

/**
 * Runs a program with its output on ours; rejects unless it exits with 0. Output that is `held` comes in one piece at
 * the end, so that it does not mix with a step beside it.
 */
export async function runStep(file, args, { held = false } = {}) {
  const output = held ? "pipe" : "inherit";
  const child = spawn(file, args, { stdio: ["ignore", output, output] });
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => parts.push(part));
  running.add(child);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...end) => resolve(end));
  });
  running.delete(child);
  process.stdout.write(Buffer.concat(parts));
  if (code !== 0) throw new Error(signal ? `ended by ${signal}` : `exit code ${code}`);
}

/** Interrupts what runs, the way Ctrl-C would, and ends it when it does not stop in time. */
export function stopSteps() {
  for (const child of running) {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), patienceMs).unref();
  }
}
