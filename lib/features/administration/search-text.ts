/** A Prisma condition for text that holds `search`, whatever its case; wildcards mean themselves. */
export function containing(search: string) {
  // Prisma hands the pattern to LIKE as it is.
  return { contains: search.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" as const };
}
