export const settingsCheckFile: string;
export function settingsCheckText(): Promise<string>;
