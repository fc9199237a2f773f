export function diskWords(error: unknown): string | null;

export function withDiskWords(error: unknown): string;
