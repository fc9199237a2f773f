import "server-only";
import type pg from "pg";

/** The identity of a database, a UUID made by its migrations: what is kept of it elsewhere, on a disk or in Redis, is named by it. */
export async function readDeploymentId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM deployment");
  const [row] = rows;
  if (!row) throw new Error("the database has no identity: its table deployment is empty");
  return row.id;
}
