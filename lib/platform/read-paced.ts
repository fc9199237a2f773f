import "server-only";
import type pg from "pg";

/** Few enough that reading and mapping them holds other requests up for some milliseconds only. */
const rowsPerFetch = 500;

/** Every row of a long result, mapped, as of one moment; read in slices, so that other requests have their turn in between. */
export async function readPaced<Row extends pg.QueryResultRow, Result>(
  pool: pg.Pool,
  { text, values }: { text: string; values: readonly unknown[] },
  map: (row: Row) => Result,
): Promise<Result[]> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query("BEGIN READ ONLY");
    await client.query(`DECLARE slices NO SCROLL CURSOR FOR ${text}`, [...values]);
    const results: Result[] = [];
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${rowsPerFetch} FROM slices`);
      for (const row of rows) results.push(map(row));
      if (rows.length < rowsPerFetch) break;
    }
    await client.query("COMMIT");
    return results;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // A connection in a failed transaction is of no use to anybody.
    client.release(failure !== undefined);
  }
}
