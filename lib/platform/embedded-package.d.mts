export function embeddedPackage(): { name: string; folder: string; isThere: boolean };
