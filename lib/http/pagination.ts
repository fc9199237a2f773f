import "server-only";
import { holdsNull } from "@/lib/platform/null-character";
import { invalidField } from "./api-error";

/** A row's place in a list ordered by creation, then id. */
export type Position = { createdAt: Date; id: string };

/** The cursor that continues after a row: opaque to clients. */
export function encodeCursor({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`).toString("base64url");
}

/** Reads a cursor of ours; a 400 for anything else. */
export function decodeCursor(cursor: string): Position {
  const [ms, id, ...rest] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const createdAt = new Date(Number(ms));
  if (!ms || !id || rest.length > 0 || holdsNull(id) || !(createdAt.getTime() >= 0)) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return { createdAt, id };
}

/** A Prisma condition for the rows after a cursor, newest first; empty without one. */
export function afterCursor(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  // The first says nothing new, but an index can begin there.
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

/** Newest first, for Prisma. */
export const newestFirst = [{ createdAt: "desc" as const }, { id: "desc" as const }];

/** Cuts `limit + 1` rows read into a page and the cursor of the next one, null on the last. */
export function pageOf<Row extends Position>(rows: Row[], limit: number): { rows: Row[]; next_cursor: string | null } {
  const last = rows[limit - 1];
  return { rows: rows.slice(0, limit), next_cursor: rows.length > limit && last ? encodeCursor(last) : null };
}
