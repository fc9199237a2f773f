/** Builds the package @latchkey/client into `folder`, which is emptied first. */
export function buildClient(folder: string): Promise<void>;
