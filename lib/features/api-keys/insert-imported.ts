import "server-only";
import type { NewCredits } from "@/lib/http/credits";
import type { PrismaSession } from "@/lib/platform/database";
import { insertRows, type KeyRowFields } from "./insert-rows";

/** An imported key as it is stored, under the first of the hashes. */
export type ImportedRowFields = KeyRowFields & {
  credits: NewCredits | undefined;
  /** Where its hash has a salt. */
  slow: { beginning: string; digest: string; hash: string } | null;
};

/** Stores imported keys, but none of which any hash is there. Returns the identifiers of those that were stored. */
export function insertImported(
  tx: PrismaSession,
  nowMs: number,
  rows: readonly ImportedRowFields[],
): Promise<ReadonlySet<string>> {
  const now = new Date(nowMs);
  return insertRows(tx, { createdAt: now, importedAt: now }, rows);
}
