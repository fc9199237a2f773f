export function dropSettings(env: Record<string, string | undefined>): void;

export function withoutSettings(env: Record<string, string | undefined>): Record<string, string | undefined>;
