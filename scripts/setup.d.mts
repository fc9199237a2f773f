type Packages = Record<string, { version?: string; optional?: boolean; link?: boolean }>;

export function isSameSet(locked: Packages, installed: Packages): boolean;
export function setUp(progress: (line: string) => void): Promise<void>;
