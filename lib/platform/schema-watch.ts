import "server-only";
import type pg from "pg";
import { every } from "./every";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";
import { type OwnSchema, readOwnSchema } from "./migration-files";
import { readSchemaState } from "./migration-history";

export type SchemaWatchOptions = {
  pool: pg.Pool;
  log: Log;
  /** Called once when the database has a migration that this version must not be beside: the process must end. */
  onOutgrown: () => void;
  own?: OwnSchema;
  intervalMs?: number;
};

const usualIntervalMs = 2_000;

/**
 * Looks whether this version may still serve its database. No migration that needs newer processes is applied while an
 * older one is known to run. One that was silent meanwhile, or that another tool migrated past, learns of it here.
 */
export async function watchSchema(options: SchemaWatchOptions): Promise<{ stop(): Promise<void> }> {
  const { pool, log, onOutgrown, intervalMs = usualIntervalMs } = options;
  const own = options.own ?? (await readOwnSchema());
  let isTold = false;
  const look = async () => {
    try {
      const { outgrownBy } = await readSchemaState(pool, own);
      if (!outgrownBy || isTold) return;
      isTold = true;
      const { name, needs } = outgrownBy;
      log("error", "schema_outgrown", { version: own.version, migration: name, needs });
      onOutgrown();
    } catch (error) {
      log("warn", "schema_not_looked_at", { ...errorFields(error) });
    }
  };
  return { stop: every(intervalMs, look) };
}
