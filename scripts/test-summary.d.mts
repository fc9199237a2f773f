type Counts = { passed: number; failed: number } | null;

export function countVitest(file: string): Promise<Counts>;
export function countPlaywright(file: string): Promise<Counts>;
/** The lines of the summary, the last of them `N passed, N failed`. */
export function summaryOf(
  results: readonly { name: string; failure: string | null; seconds: number }[],
  counts: Record<string, Counts>,
): string[];
