import "server-only";
import type pg from "pg";
import { runtime } from "@/lib/access/runtime";
import { type SealedColumn, sealedColumns } from "@/lib/access/sealed-values";

/** How many values of a kind are sealed, under a former key, and under none that is accepted. */
export type SealedCount = { kind: string; sealed: number; former: number; unreadable: number };

const pageRows = 500;

/** Counts alone, or also seals anew what is under a former key, or also takes away what is in the way and opens no more. */
type Doing = "count" | "reseal" | "drop-lost";

/**
 * Looks at all that is sealed, page by page, while the product runs. A value that is changed meanwhile is left as it then
 * is.
 */
export async function reseal(doing: Doing): Promise<SealedCount[]> {
  const { pool } = runtime().database;
  const found: SealedCount[] = [];
  for (const column of sealedColumns) found.push(await resealColumn(pool, column, doing));
  return found;
}

async function resealColumn(pool: pg.Pool, column: SealedColumn, doing: Doing): Promise<SealedCount> {
  const count = { kind: column.kind, sealed: 0, former: 0, unreadable: 0 };
  let after: readonly string[] | null = null;
  for (;;) {
    const page: Page[] = await readPage(pool, column, after);
    count.sealed += page.length;
    for (const row of page) {
      const renewed = renew(row.sealed, column.purposeOf(row.key));
      if (renewed === undefined) {
        count.unreadable += 1;
        if (doing === "drop-lost" && column.goesWhenLost) await remove(pool, column, row);
      } else if (renewed !== null) {
        count.former += 1;
        if (doing !== "count") await write(pool, column, row, renewed);
      }
    }
    after = page.at(-1)?.key ?? null;
    if (after === null || page.length < pageRows) return count;
  }
}

type Page = { key: string[]; sealed: string };

async function readPage(pool: pg.Pool, { table, key, value }: SealedColumn, after: readonly string[] | null) {
  const columns = key.join(", ");
  const beyond = key.map((_, index) => `$${index + 2}`).join(", ");
  const { rows } = await pool.query<Page>(
    `SELECT ARRAY[${columns}]::text[] AS key, ${value} AS sealed FROM ${table}
      WHERE ${value} IS NOT NULL ${after ? `AND (${columns}) > (${beyond})` : ""} ORDER BY ${columns} LIMIT $1`,
    [pageRows, ...(after ?? [])],
  );
  return rows;
}

async function write(
  pool: pg.Pool,
  { table, key, value, set }: SealedColumn,
  row: Page,
  renewed: string,
): Promise<void> {
  const same = key.map((name, index) => `${name} = $${index + 3}`).join(" AND ");
  await pool.query(`UPDATE ${table} SET ${set("$1::text")} WHERE ${value} = $2 AND ${same}`, [
    renewed,
    row.sealed,
    ...row.key,
  ]);
}

async function remove(pool: pg.Pool, { table, key, value }: SealedColumn, row: Page): Promise<void> {
  const same = key.map((name, index) => `${name} = $${index + 2}`).join(" AND ");
  await pool.query(`DELETE FROM ${table} WHERE ${value} = $1 AND ${same}`, [row.sealed, ...row.key]);
}

/** Sealed anew; null where that is not needed, undefined where no key opens it. */
function renew(sealed: string, purpose: string): string | null | undefined {
  try {
    return runtime().seals.reseal(sealed, purpose);
  } catch {
    return undefined;
  }
}
