export const packagedMarker: string;

export function isPackaged(): boolean;
