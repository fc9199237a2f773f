/** How much room rows take: `compact` is a line of 44 px, `comfortable` has a second line. */
export type RowDensity = "compact" | "comfortable";

/** Remembers it; the server reads it, so that nothing moves when a page loads. */
export const rowDensityCookie = "row-density";

/** The density that a cookie names. */
export function rowDensityOf(cookie: string | undefined): RowDensity {
  return cookie === "comfortable" ? "comfortable" : "compact";
}
