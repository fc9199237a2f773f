export function findTestFiles(root: string): { withDatabase: string[]; apart: string[]; alone: string[] };
