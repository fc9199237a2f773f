import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A report as a runner wrote it; null where there is none. */
export async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

/** Every test of Vitest's report. A file that did not load is one test, which failed. */
export function testsOfVitest(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults.map((test) => ({
      id: [file, ...test.ancestorTitles, test.title].join(" › "),
      passed: test.status === "passed",
      failed: test.status === "failed",
      why: (test.failureMessages ?? []).join("\n"),
    }));
    const loads = status !== "failed" || tests.some((test) => test.failed);
    return loads ? tests : [...tests, { id: file, passed: false, failed: true, why: message ?? "" }];
  });
}

/** Every test of Playwright's report. One that passed only when it was tried again has failed. */
export function testsOfPlaywright(report) {
  const testsOf = (suite, titles) => [
    ...(suite.specs ?? []).map((spec) => {
      const tests = spec.tests ?? [];
      const failed = tests.some(({ status }) => status === "unexpected" || status === "flaky");
      const errors = tests.flatMap(({ results }) => (results ?? []).flatMap((result) => result.errors ?? []));
      return {
        id: [`e2e/${spec.file}`, ...titles, spec.title].join(" › "),
        passed: spec.ok && !failed,
        failed,
        why: errors.map(({ message }) => message).join("\n"),
      };
    }),
    ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, [...titles, inner.title])),
  ];
  return report.suites.flatMap((suite) => testsOf(suite, []));
}

/** For a terminal: the names of failed tests, each with so many lines at most of what was said of it. */
export function failureLines(tests, most = 25) {
  return tests
    .filter(({ failed }) => failed)
    .flatMap(({ id, why }) => {
      const lines = stripVTControlCharacters(why).trimEnd().split("\n");
      const shown = lines.slice(0, most).map((line) => `    ${line}`.slice(0, 400).trimEnd());
      return ["", `✗ ${id}`, ...shown, ...(lines.length > most ? ["    …"] : [])];
    });
}
