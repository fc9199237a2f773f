import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endLeftovers } from "./leftovers.mjs";
import { countPlaywright, countVitest, summaryOf } from "./test-summary.mjs";

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), "latchkey-summary-"));
});
afterAll(() => rm(room, { recursive: true, force: true }));

async function report(content: object): Promise<string> {
  const file = join(room, "report.json");
  await writeFile(file, JSON.stringify(content));
  return file;
}

test("a test file that does not load is a failure, though none of its tests failed", async () => {
  const broken = { status: "failed", assertionResults: [] };
  const failing = { status: "failed", assertionResults: [{ status: "failed" }] };
  const file = await report({ numPassedTests: 3, numFailedTests: 1, testResults: [broken, failing] });
  expect(await countVitest(file)).toEqual({ passed: 3, failed: 2 });
});

test("a flaky browser test is a failure", async () => {
  const file = await report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 } });
  expect(await countPlaywright(file)).toEqual({ passed: 5, failed: 2 });
});

test("a runner that wrote no report did not run", async () => {
  expect(await countVitest(join(room, "missing.json"))).toBeNull();
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
