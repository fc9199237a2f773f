import { expect, test } from "vitest";
import { failureLines, readReport, testsOfPlaywright, testsOfVitest } from "./test-reports.mjs";

test("a test file that does not load is a failure, though none of its tests failed", () => {
  const passing = { ancestorTitles: ["keys"], title: "are made", status: "passed" };
  const failing = { ancestorTitles: [], title: "counts", status: "failed", failureMessages: ["expected 1"] };
  const tests = testsOfVitest(
    {
      testResults: [
        { name: "/here/lib/a.test.ts", status: "failed", message: "", assertionResults: [passing, failing] },
        { name: "/here/lib/b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
      ],
    },
    "/here",
  );
  expect(tests).toEqual([
    { id: "lib/a.test.ts › keys › are made", passed: true, failed: false, why: "" },
    { id: "lib/a.test.ts › counts", passed: false, failed: true, why: "expected 1" },
    { id: "lib/b.test.ts", passed: false, failed: true, why: "no such module" },
  ]);
});

test("a flaky browser test is a failure", () => {
  const spec = (title: string, ok: boolean, status: string) => ({
    file: "keys.spec.ts",
    title,
    ok,
    tests: [{ status, results: [{ errors: status === "expected" ? [] : [{ message: `${title} was late` }] }] }],
  });
  const inner = { title: "in a dialog", specs: [spec("opens", false, "unexpected"), spec("closes", true, "flaky")] };
  const report = { suites: [{ title: "keys.spec.ts", specs: [spec("lists", true, "expected")], suites: [inner] }] };
  expect(testsOfPlaywright(report)).toEqual([
    { id: "e2e/keys.spec.ts › lists", passed: true, failed: false, why: "" },
    { id: "e2e/keys.spec.ts › in a dialog › opens", passed: false, failed: true, why: "opens was late" },
    { id: "e2e/keys.spec.ts › in a dialog › closes", passed: false, failed: true, why: "closes was late" },
  ]);
});

test("what failed is told by name, with the beginning of what was said of it, in plain characters", () => {
  const failed = { id: "lib/a.test.ts › counts", failed: true, why: "\u001b[31mexpected 1\u001b[39m\n\nat a\nat b" };
  expect(failureLines([{ ...failed, failed: false }, failed], 3)).toEqual([
    "",
    "✗ lib/a.test.ts › counts",
    "    expected 1",
    "",
    "    at a",
    "    …",
  ]);
});

test("a runner that wrote no report did not run", async () => {
  expect(await readReport("no/such/report.json")).toBeNull();
});
