/** The text as LIKE reads it literally: its wildcards mean themselves. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

/** A Prisma condition for text that holds `search`, whatever its case; Prisma hands the pattern to LIKE as it is. */
export function containing(search: string) {
  return { contains: likeLiteral(search), mode: "insensitive" as const };
}
