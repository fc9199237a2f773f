import "server-only";
import { errorFields, errorText } from "./log-error";

type Level = "info" | "warn" | "error";

/** One JSON line per event on standard error; values must never be credentials, bodies or whole headers. */
export type Log = (level: Level, event: string, fields?: Record<string, string | number | boolean | null>) => void;

const windowMs = 60_000;
/** Most lines of one event in a window. */
const mostLines = 10;
const longestText = 1_000;
const longestStack = 4_000;

type Window = { startedMs: number; lines: number; suppressed: number };

/**
 * The home of every bound on the log: of one event that tells of something wrong, ten lines a minute pass, from all who
 * cause it; the next line says how many were suppressed. Texts are cut, and stay on their line.
 */
export function sampledLog(write: Log, now: () => number = Date.now): Log {
  const windows = new Map<string, Window>();
  return (level, event, fields = {}) => {
    if (level === "info") return write(level, event, fields);
    const nowMs = now();
    const last = windows.get(event);
    const isOver = !last || nowMs - last.startedMs >= windowMs;
    const window = isOver ? { startedMs: nowMs, lines: 0, suppressed: last?.suppressed ?? 0 } : last;
    windows.set(event, window);
    if (window.lines >= mostLines) {
      window.suppressed += 1;
      return;
    }
    window.lines += 1;
    const { suppressed } = window;
    window.suppressed = 0;
    write(level, event, { ...shortened(fields), ...(suppressed > 0 ? { suppressed } : {}) });
  };
}

export const jsonLog: Log = sampledLog((level, event, fields) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
});

function shortened(fields: NonNullable<Parameters<Log>[2]>): typeof fields {
  const entries = Object.entries(fields).map(([name, value]) => {
    const longest = name === "stack" ? longestStack : longestText;
    return [name, typeof value === "string" && value.length > longest ? `${value.slice(0, longest)}…` : value];
  });
  return Object.fromEntries(entries);
}

/**
 * Makes what libraries write to the console one event of the log, with the stack of the error among it. Libraries print
 * over many lines, some of them for any input of a stranger. Returns what puts the console back.
 */
export function logConsole(target: Pick<Console, "error" | "warn">, log: Log): () => void {
  const { error, warn } = target;
  target.error = (...parts: unknown[]) => {
    if (!parts.some(isHangUp)) log("error", "library_error", printed(parts));
  };
  target.warn = (...parts: unknown[]) => log("warn", "library_warning", printed(parts));
  return () => Object.assign(target, { error, warn });
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
