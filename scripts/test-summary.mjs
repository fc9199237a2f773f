import { readFile } from "node:fs/promises";

/** Passed and failed tests in Vitest's JSON report; null when it wrote none. A file that does not load is one failure. */
export async function countVitest(file) {
  const report = await readReport(file);
  if (!report) return null;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}

/** Passed and failed tests in Playwright's JSON report; null when it wrote none. A flaky test has failed. */
export async function countPlaywright(file) {
  const report = await readReport(file);
  if (!report) return null;
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky };
}

/** A report as it was written; null where there is none. */
export async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

/** Steps with their durations, counts of both runners, and last, alone on its line, `N passed, N failed`. */
export function summaryOf(results, counts) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const sum = (key) => Object.values(counts).reduce((total, count) => total + (count?.[key] ?? 0), 0);
  // A failing step without a failing test, such as lint, counts as one.
  const failedSteps = results.filter(({ failure }) => failure).length;
  return [
    ...results.map(
      ({ name, failure, seconds }) =>
        `${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${failure ? "FAILED" : "ok"}`,
    ),
    ...Object.entries(counts).map(
      ([name, count]) => `${name}: ${count ? `${count.passed} passed, ${count.failed} failed` : "did not run"}`,
    ),
    `${sum("passed")} passed, ${Math.max(sum("failed"), failedSteps)} failed`,
  ];
}
