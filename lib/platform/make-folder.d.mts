export function makeFolder(path: string): Promise<void>;
