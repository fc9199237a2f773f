import { type ApiKey, windowLine } from "@/lib/features/api-keys/key-contract";

type Window = ApiKey["windows"][number];

const written = /^(\S+)\s+([\d,]+)\s*\/\s*(\S+?)(\s+sliding)?$/i;

/** The windows in a field that takes one a line, such as `hourly 500/1h` or `rolling 20/10s sliding`. */
export function windowsIn(text: string): Window[] {
  return linesIn(text).flatMap((line) => windowOf(line) ?? []);
}

/** The first line that says no window; undefined where all do. */
export function lineWithoutWindow(text: string): string | undefined {
  return linesIn(text).find((line) => windowOf(line) === null);
}

/** Windows as their field shows them, one a line. */
export function windowLines(windows: readonly Window[]): string {
  return windows.map(windowLine).join("\n");
}

function linesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function windowOf(line: string): Window | null {
  const [, name, limit, per, sliding] = written.exec(line) ?? [];
  if (name === undefined || limit === undefined || per === undefined) return null;
  return { name, limit: Number(limit.replaceAll(",", "")), per, ...(sliding ? { sliding: true } : {}) };
}
