/** Every breach of the import rules in one file, as sentences; `file` is its path from the repository's root. */
export function checkFile(file: string, source: string): string[];
