export function timed<Result>(
  title: string,
  progress: (line: string) => void,
  work: () => Promise<Result>,
  options?: { detail?: () => string; intervalMs?: number },
): Promise<Result>;
