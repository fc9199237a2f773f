import { expect, test } from "vitest";
import { type Log, logConsole, sampledLog } from "./log";

function collected() {
  const lines: unknown[][] = [];
  let nowMs = 0;
  const write: Log = (...line) => lines.push(line);
  const log = sampledLog(write, () => nowMs);
  return { lines, log, write, advance: (ms: number) => (nowMs += ms) };
}

test("of one event ten lines a minute pass, and the next one says how many did not", () => {
  const { lines, log, advance } = collected();
  for (let count = 0; count < 1_000; count += 1) log("warn", "request_failed", { error: "aborted" });
  expect(lines).toHaveLength(10);
  log("error", "another_event");
  expect(lines).toHaveLength(11);
  advance(60_000);
  log("warn", "request_failed", { error: "aborted" });
  log("warn", "request_failed", { error: "aborted" });
  expect(lines.slice(11)).toEqual([
    ["warn", "request_failed", { error: "aborted", suppressed: 990 }],
    ["warn", "request_failed", { error: "aborted" }],
  ]);
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

test("what a library prints over many lines is one line of the log, with the stack of its error", () => {
  const { lines, write } = collected();
  const target = { error: () => undefined, warn: () => undefined };
  const before = { ...target };
  const restore = logConsole(target, write);
  (target.error as Console["error"])("Failed:", new Error("aborted\n    at x (/srv/secret/path.js:1:1)"));
  expect(lines).toEqual([
    ["error", "library_error", { error: "Failed: aborted", stack: expect.stringContaining("log.test.ts") }],
  ]);
  expect(JSON.stringify(lines)).not.toContain("/srv/secret");
  (target.error as Console["error"])(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
  expect(lines).toHaveLength(1);
  restore();
  expect(target).toEqual(before);
});

test("a stack is cut too, and leaves room for its frames", () => {
  const { lines, log } = collected();
  log("error", "gate_failed", { stack: "x".repeat(100_000) });
  expect(JSON.stringify(lines).length).toBeGreaterThan(3_000);
  expect(JSON.stringify(lines).length).toBeLessThan(4_200);
});
