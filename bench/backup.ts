import { join } from "node:path";
import pg from "pg";
import { applyMigrations } from "@/lib/platform/migrate";
import { restoreBackup } from "@/lib/platform/restore-backup";
import { writeBackup } from "@/lib/platform/write-backup";
import { makeOwnDatabase } from "./own-database";

/** What a backup and its restore took; `writes` were made while the backup was written. */
export type BackupFigure = {
  rows: number;
  bytes: number;
  writes: number;
  backupMs: number;
  restoreMs: number;
  /** Of the whole process at its most, with the benchmark around it. */
  residentMiB: number;
};

/** Saves a database with so many rows of usage into `folder` while a writer adds to it, and restores it into an empty one. */
export async function measureBackup(serverUrl: string, folder: string, usageRows: number): Promise<BackupFigure> {
  const connectionString = await makeOwnDatabase(serverUrl, "backed_up");
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    await applyMigrations(pool);
    await fill(pool, usageRows);
    const file = join(folder, "backup.zip");
    const writer = startWriter(pool);
    const backupBegunMs = performance.now();
    const made = await writeBackup({ connectionString, file, productVersion: "1.0.0", secrets: null });
    const backupMs = performance.now() - backupBegunMs;
    const writes = await writer.stop();
    const target = await makeOwnDatabase(serverUrl, "restored");
    const restoreBegunMs = performance.now();
    const restored = await restoreBackup({ connectionString: target, file });
    const restoreMs = performance.now() - restoreBegunMs;
    if (restored.rows !== made.rows) throw new Error(`${restored.rows} of ${made.rows} rows were restored`);
    const residentMiB = process.resourceUsage().maxRSS / 1024;
    return { rows: made.rows, bytes: made.bytes, writes, backupMs, restoreMs, residentMiB };
  } finally {
    await pool.end();
  }
}

/** Usage of twenty keys, minute by minute, as the product stores it. */
async function fill(pool: pg.Pool, rows: number): Promise<void> {
  await pool.query("INSERT INTO organizations (id, name, plan) VALUES ('owner', 'Owner', 'enterprise')");
  await pool.query(
    `INSERT INTO usage_minutes (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
     SELECT 'owner', '2026-01-01'::timestamptz + n / 20 * interval '1 minute', 'prompts', 'production', 'key-' || n % 20,
            'GET /v1/prompts', '2xx', 1 + n % 97
       FROM generate_series(1, $1::int) AS n`,
    [rows],
  );
}

/** Counts one request after the other, without a pause. */
function startWriter(pool: pg.Pool): { stop(): Promise<number> } {
  let isOver = false;
  let writes = 0;
  const writing = (async () => {
    while (!isOver) {
      await pool.query(
        `INSERT INTO usage_minutes (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
         VALUES ('owner', '2027-01-01'::timestamptz + $1 * interval '1 minute', 'prompts', 'production', 'key', 'GET /v1/prompts', '2xx', 1)`,
        [writes],
      );
      writes += 1;
    }
  })();
  return {
    async stop() {
      isOver = true;
      await writing;
      return writes;
    },
  };
}
