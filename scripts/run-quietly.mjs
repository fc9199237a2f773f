import { spawn } from "node:child_process";
import { withoutSettings } from "./drop-settings.mjs";

/**
 * Runs a tool, which sees none of the deployment's settings, and keeps its output to itself, unless it fails: then rejects
 * with the end of it. `onLine` is told the last line of each piece of its standard output: on the other libraries warn. A
 * tool that prints a line which `fatal` matches is ended, and has failed with that line, whatever its exit code.
 */
export async function runQuietly(file, args, environment = {}, { onLine = () => undefined, fatal = null } = {}) {
  const child = spawn(file, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...withoutSettings(process.env), ...environment },
  });
  // A signal that stops us means our children too.
  const kill = () => child.kill();
  process.once("exit", kill);
  let output = "";
  let fault;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
      // A line that is whole.
      fault ??= output
        .split("\n")
        .slice(0, -1)
        .find((line) => fatal?.test(line));
      if (fault !== undefined) child.kill();
    });
  child.stdout.on("data", (chunk) => {
    const line = String(chunk).trimEnd().split("\n").at(-1)?.trim();
    if (line) onLine(line);
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => process.off("exit", kill));
  if (fault !== undefined) throw new Error(fault.trim());
  if (code !== 0) throw new Error(`${[file, ...args].join(" ")} failed:\n${output.trim().slice(-4000)}`);
}
