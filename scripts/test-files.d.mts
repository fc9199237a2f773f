export function findTestFiles(root: string): { withDatabase: string[]; alone: string[] };
