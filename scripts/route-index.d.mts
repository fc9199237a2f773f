export const routeIndexFile: string;
export function writeRouteIndex(root?: string): Promise<void>;
export function isRouteIndexFresh(root?: string): boolean;
