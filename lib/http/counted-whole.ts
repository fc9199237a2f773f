import "server-only";

/** How many rows match in all, where that was asked for; only the first page of a walk tells it. */
export async function countedWhole(
  { total, cursor, skip }: { total?: "true" | undefined; cursor?: string | undefined; skip?: number | undefined },
  count: () => Promise<number>,
): Promise<{ total?: number }> {
  return total && cursor === undefined && !skip ? { total: await count() } : {};
}
