import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Log, sampledLog } from "./log";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

function collected() {
  const lines: unknown[][] = [];
  const write: Log = (...line) => lines.push(line);
  return { lines, log: sampledLog(write), write };
}

test("of one event ten lines pass at once, and of a flood one a second, which says how many it stands for", () => {
  const { lines, log } = collected();
  const flood = (count: number) => {
    for (let line = 0; line < count; line += 1) log("warn", "request_failed", { error: "aborted" });
  };
  flood(1_000);
  expect(lines).toHaveLength(10);
  log("error", "another_event");
  expect(lines).toHaveLength(11);
  for (const count of [500, 3]) {
    vi.advanceTimersByTime(1_000);
    flood(count);
  }
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(11)).toEqual([
    ["warn", "request_failed", { error: "aborted", suppressed: 989 }],
    ["warn", "request_failed", { error: "aborted", suppressed: 499 }],
    ["warn", "request_failed", { error: "aborted", suppressed: 2 }],
  ]);
});

test("no line is lost: what is told and what it stands for are all that were written", () => {
  const { lines, log } = collected();
  let written = 0;
  for (let second = 0; second < 50; second += 1) {
    for (let line = 0; line < (second * 37) % 23; line += 1, written += 1) log("error", "gate_failed");
    vi.advanceTimersByTime(300);
  }
  log.flush();
  const stoodFor = lines.map(([, , fields]) => 1 + ((fields as { suppressed?: number }).suppressed ?? 0));
  expect(stoodFor.reduce((sum, count) => sum + count, 0)).toBe(written);
  expect(lines.length).toBeLessThan(30);
});

test("a flood that has ended leaves the next one its first lines", () => {
  const { lines, log } = collected();
  for (const _round of [1, 2]) {
    for (let line = 0; line < 15; line += 1) log("warn", "request_failed");
    vi.advanceTimersByTime(20_000);
  }
  expect(lines).toHaveLength(22);
});

test("what went well is told each time", () => {
  const { lines, log } = collected();
  for (let count = 0; count < 30; count += 1) log("info", "mail_revealed", { mail: `mail_${count}` });
  expect(lines).toHaveLength(30);
});

test("a text is cut", () => {
  const { lines, log } = collected();
  log("error", "gate_failed", { error: "x".repeat(100_000) });
  expect(JSON.stringify(lines).length).toBeLessThan(1_200);
});

test("a stack is cut too, and leaves room for its frames", () => {
  const { lines, log } = collected();
  log("error", "gate_failed", { stack: "x".repeat(100_000) });
  expect(JSON.stringify(lines).length).toBeGreaterThan(3_000);
  expect(JSON.stringify(lines).length).toBeLessThan(4_200);
});

/** What another process logs at a level, by the lines of its standard error. */
function linesAt(LOG_LEVEL: string): unknown[] {
  const program = `
    import { loadTypeScript } from "./scripts/load-typescript.mjs";
    const { jsonLog } = await loadTypeScript("lib/platform/log.ts");
    for (const level of ["error", "warn", "info", "debug"]) jsonLog(level, "told", { reason: "two\\nlines" });
    process.kill(process.pid, "SIGKILL");`;
  const args = ["--input-type=module", "-e", program];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, LOG_LEVEL },
  });
  expect(stdout).toBe("");
  return stderr
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test("a line is one JSON object with level, time and event; those below the level are left out, and a kill loses none", () => {
  const line = (level: string) => ({
    level,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    event: "told",
    reason: "two\nlines",
  });
  expect(linesAt("warn")).toEqual(["error", "warn"].map(line));
  expect(linesAt("debug")).toEqual(["error", "warn", "info", "debug"].map(line));
});
