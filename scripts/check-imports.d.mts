/** Every breach of the import rules in one file, as sentences; `file` is its path from the repository's root. */
export function checkFile(file: string, source: string): string[];

/** Zones of the tree and what their files may import, the first match decides. */
export const zones: readonly { zone: RegExp; may: readonly (string | RegExp)[] }[];

/** The paths of all sources below a folder, "" for the root; what is generated is none. */
export function sourcesUnder(folder: string): string[];
