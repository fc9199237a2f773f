export function portInUse(port: number): string;

export function portForbidden(port: number): string;

export function addressProblems(
  environment: Readonly<Record<string, string | undefined>>,
  options?: { patienceMs?: number },
): Promise<{ name: string; message: string }[]>;
