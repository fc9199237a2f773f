import "server-only";
import { jsonLog, type Log } from "./log";
import { errorFields, errorText } from "./log-error.mjs";

type Write = NodeJS.WriteStream["write"];

/** What libraries print at each start although nothing is wrong; told at `debug`. Our tests run on each Node that we allow. */
const harmless = [/oidc-provider WARNING: Unsupported runtime/];

/** Where libraries write past the log. */
export type Outlets = {
  console: Pick<Console, "error" | "warn" | "log" | "info" | "debug">;
  stdout: { write: Write };
  stderr: { write: Write };
  /** Emits Node's own warnings. */
  process: Pick<NodeJS.Process, "on" | "off" | "listeners">;
};

/**
 * Makes one event of the log of what libraries print, with the stack of the error among it, and of Node's warnings.
 * Libraries print over many lines, some of them for any input of a stranger. Returns what puts all of it back.
 */
export function logForeignOutput(outlets: Outlets, log: Log): () => void {
  const { console: target, stdout, stderr, process: emitter } = outlets;
  const { error, warn, log: print, info, debug } = target;
  const before = { stdout: stdout.write, stderr: stderr.write, warnings: emitter.listeners("warning") };
  const banner = (...parts: unknown[]) => log("debug", "library_output", printed(parts));
  const warning = (...parts: unknown[]) => {
    const told = printed(parts);
    const isHarmless = harmless.some((notice) => notice.test(told.error ?? ""));
    log(isHarmless ? "debug" : "warn", "library_warning", told);
  };
  const onWarning = (warning: Error) => log("warn", "node_warning", { name: warning.name, ...errorFields(warning) });

  target.error = (...parts: unknown[]) => {
    if (!parts.some(isHangUp)) log("error", "library_error", printed(parts));
  };
  target.warn = warning;
  Object.assign(target, { log: banner, info: banner, debug: banner });
  stdout.write = takeOver((text) => log("debug", "library_output", printed([text])));
  stderr.write = takeOver(warning);
  for (const listener of before.warnings) emitter.off("warning", listener as (warning: Error) => void);
  emitter.on("warning", onWarning);

  return () => {
    Object.assign(target, { error, warn, log: print, info, debug });
    stdout.write = before.stdout;
    stderr.write = before.stderr;
    emitter.off("warning", onWarning);
    for (const listener of before.warnings) emitter.on("warning", listener as (warning: Error) => void);
  };
}

/** Does so for this process: from now on only the log writes to its streams. */
export function logOwnForeignOutput(): () => void {
  return logForeignOutput({ console, stdout: process.stdout, stderr: process.stderr, process }, jsonLog);
}

/** A stream's `write`, which hands on the text and is done at once. */
function takeOver(tell: (text: string) => void): Write {
  return (chunk: string | Uint8Array, ...others: unknown[]) => {
    const text = Buffer.from(chunk as Uint8Array).toString();
    if (text.trim()) tell(text);
    const done = others.find((other) => typeof other === "function");
    if (done) process.nextTick(done as () => void);
    return true;
  };
}

/** How Node tells that a client closed the connection in the middle of its request: its own affair. */
function isHangUp(part: unknown): boolean {
  return part instanceof Error && part.message === "aborted" && "code" in part && part.code === "ECONNRESET";
}

function printed(parts: readonly unknown[]): Record<string, string> {
  const text = parts.map(errorText).join(" ").trim();
  const thrown = parts.find((part) => part instanceof Error);
  return { ...(thrown ? errorFields(thrown) : {}), error: text.split("\n", 1)[0] ?? "" };
}
