export function endpointsIn(text: string, base?: string): string[];
