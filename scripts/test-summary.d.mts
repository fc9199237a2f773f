type Counts = { passed: number; failed: number } | null;

export function countOf(tests: readonly { passed: boolean; failed: boolean }[] | null): Counts;
/** The lines of the summary, the last of them `N passed, N failed`. */
export function summaryOf(
  results: readonly { name: string; failure: string | null; seconds: number }[],
  counts: Record<string, Counts>,
): string[];
