import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { openApiEdge } from "@/lib/testing/api-edge";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

it("the README's first calls can be pasted twice as they stand there: each time a key is made and works", async () => {
  const port = await openApiEdge({});
  const [, calls = ""] = /^## First calls\n+```sh\n(.*?)^```$/ms.exec(await readFile("README.md", "utf8")) ?? [];
  expect(calls).toContain("http://localhost:3000/v1/prompts");
  const pasted = calls.replaceAll("localhost:3000", `127.0.0.1:${port}`);
  for (const times of [1, 2]) {
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", pasted]);
    expect([times, stdout]).toEqual([times, expect.stringMatching(/^HTTP\/1\.1 201 .*"greeting"/s)]);
    expect(stderr).not.toMatch(/error/i);
    expect(await open().database.prisma.apiKey.count()).toBe(times);
  }
  expect(await open().database.prisma.user.count()).toBe(1);
});
