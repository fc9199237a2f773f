export function releaseChanges(changelog: string, version: string, date: string): string;
