import "server-only";
import type pg from "pg";

/**
 * Does work in a transaction on a connection of its own. Where it fails, the connection ends with the transaction, whatever
 * state either is in.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = "BEGIN",
): Promise<T> {
  const client = await pool.connect();
  let committed = false;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("COMMIT");
    committed = true;
    return result;
  } finally {
    client.release(!committed);
  }
}
