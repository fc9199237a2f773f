export function dropSettings(env: Record<string, string | undefined>): void;
