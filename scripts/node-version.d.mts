export function isFitNode(version: string): boolean;
export function nodeProblem(version?: string): string | undefined;
