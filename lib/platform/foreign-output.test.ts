import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { logForeignOutput } from "./foreign-output";
import type { Log } from "./log";

/** A process's outlets, with what reached them past the log. */
function opened() {
  const past: string[] = [];
  const print = (...parts: unknown[]) => void past.push(parts.join(" "));
  const stream = () => ({
    write: ((text: string) => {
      past.push(text);
      return true;
    }) as NodeJS.WriteStream["write"],
  });
  const process = new EventEmitter().on("warning", print) as unknown as NodeJS.Process;
  const target = { error: print, warn: print, log: print, info: print, debug: print };
  const outlets = { console: target, stdout: stream(), stderr: stream(), process };
  const before = { ...target };
  const lines: unknown[][] = [];
  const log: Log = (...line) => lines.push(line);
  return { outlets, before, past, lines, restore: logForeignOutput(outlets, log) };
}

test("what a library prints over many lines is one line of the log, with the stack of its error", () => {
  const { outlets, lines } = opened();
  outlets.console.error("Failed:", new Error("aborted\n    at x (/srv/secret/path.js:1:1)"));
  expect(lines).toEqual([
    ["error", "library_error", { error: "Failed: aborted", stack: expect.stringContaining("foreign-output.test.ts") }],
  ]);
  expect(JSON.stringify(lines)).not.toContain("/srv/secret");
  outlets.console.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
  expect(lines).toHaveLength(1);
});

test("banners, warnings and bare writes are lines too, Node's own warnings among them, and nothing reaches a stream", async () => {
  const { outlets, lines, past } = opened();
  outlets.console.log("▲ Next.js");
  outlets.console.warn("deprecated");
  outlets.stdout.write("  banner \n");
  await new Promise<void>((resolve) => outlets.stderr.write(Buffer.from("careful\nmore"), () => resolve()));
  outlets.stdout.write("\n");
  outlets.process.emit("warning", Object.assign(new Error("old"), { name: "DeprecationWarning", code: "DEP0001" }));
  expect(lines).toMatchObject([
    ["debug", "library_output", { error: "▲ Next.js" }],
    ["warn", "library_warning", { error: "deprecated" }],
    ["debug", "library_output", { error: "banner" }],
    ["warn", "library_warning", { error: "careful" }],
    ["warn", "node_warning", { name: "DeprecationWarning", code: "DEP0001", error: "old" }],
  ]);
  expect(past).toEqual([]);
});

test("what a library says at every start although nothing is wrong is no warning", () => {
  const { outlets, lines } = opened();
  outlets.console.warn("oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.");
  expect(lines).toMatchObject([["debug", "library_warning", {}]]);
});

test("everything is put back, also what listened to warnings", () => {
  const { outlets, before, past, lines, restore } = opened();
  restore();
  expect(outlets.console).toEqual(before);
  outlets.stdout.write("one");
  outlets.process.emit("warning", new Error("two"));
  expect(past).toEqual(["one", "Error: two"]);
  expect(lines).toEqual([]);
});
