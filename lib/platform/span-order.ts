/** Whether a range ends after it begins; half of one is in order. */
export function isInOrder({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean {
  return from === undefined || to === undefined || Date.parse(from) < Date.parse(to);
}

/** What is said of a range that is not. */
export const outOfOrder = { path: ["to"], message: "is not after from" };
