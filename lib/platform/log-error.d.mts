export function errorFields(error: unknown): Record<string, string>;

export function errorText(error: unknown): string;

export function withoutSecrets(text: string): string;
