import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endLeftovers } from "./leftovers.mjs";
import { countOf, summaryOf } from "./test-summary.mjs";

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), "latchkey-summary-"));
});
afterAll(() => rm(room, { recursive: true, force: true }));

test("tests are counted where there is a report", () => {
  const test = { passed: true, failed: false };
  expect(countOf([test, test, { passed: false, failed: true }, { passed: false, failed: false }])).toEqual({
    passed: 2,
    failed: 1,
  });
  expect(countOf(null)).toBeNull();
});

test("the last line counts both runners, and a failing step without tests as one failure", () => {
  const counts = { vitest: { passed: 10, failed: 0 }, playwright: { passed: 4, failed: 2 } };
  const step = { name: "lint", failure: null, seconds: 1 };
  expect(summaryOf([step], counts).at(-1)).toBe("14 passed, 2 failed");
  const failed = { ...step, failure: "exit code 1" };
  expect(summaryOf([failed], { vitest: null, playwright: null }).at(-1)).toBe("0 passed, 1 failed");
});

test("a database that a killed runner left behind is ended by the pid in its folder", async () => {
  const orphan = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const ended = once(orphan, "exit");
  await mkdir(join(room, "some/data"), { recursive: true });
  await writeFile(join(room, "some/data/postmaster.pid"), `${orphan.pid}\n/some/data\n`);
  await endLeftovers(room);
  expect(await ended).toEqual([null, "SIGINT"]);
});
