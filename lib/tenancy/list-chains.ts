import "server-only";
import type pg from "pg";

/** The organizations that have a log to verify: a chain, or events that are sealed without one. */
export async function listChains(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM organizations o
      WHERE EXISTS (SELECT FROM audit_chains c WHERE c.organization_id = o.id)
         OR EXISTS (SELECT FROM events e WHERE e.organization_id = o.id) ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}
