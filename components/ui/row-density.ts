/** How much room rows take: `compact` is a line of 44 px, `comfortable` has a second line. */
export type RowDensity = "compact" | "comfortable";

/** The heights of a table's rows; two lines fit in 44 px as well. */
export const rowHeights: Record<RowDensity, string> = {
  compact: "sm:[&_tbody_td]:h-11 sm:[&_td]:py-1",
  comfortable: "sm:[&_tbody_td]:h-15 sm:[&_td]:py-1",
};

/** Remembers it; the server reads it, so that nothing moves when a page loads. */
export const rowDensityCookie = "row-density";

/** The density that a cookie names. */
export function rowDensityOf(cookie: string | undefined): RowDensity {
  return cookie === "comfortable" ? "comfortable" : "compact";
}
