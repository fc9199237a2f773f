/** Passed and failed tests, as the end of a run counts them; null for a runner that wrote no report. */
export function countOf(tests) {
  if (!tests) return null;
  return { passed: tests.filter(({ passed }) => passed).length, failed: tests.filter(({ failed }) => failed).length };
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
