export const releasePassphrase: string;
export function writeReleaseData(title: string): Promise<void>;
