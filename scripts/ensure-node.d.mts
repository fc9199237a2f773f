export const testedNodes: readonly string[];
export function nodeBinary(version: string): string;
export function ensureNodes(progress: (line: string) => void): Promise<void>;
