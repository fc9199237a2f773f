import "server-only";
import { unreadableKeyOf } from "@/lib/access/unreadable-key";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { enterDatabase } from "@/lib/platform/enter-database";
import { parseBeforehand, settingsByName } from "@/lib/platform/given-settings";
import { jsonLog } from "@/lib/platform/log";
import type { ProcessRow } from "@/lib/platform/process-row";
import { watchSchema } from "@/lib/platform/schema-watch";
import { createSeals } from "@/lib/platform/sealed";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { shownSettings } from "@/lib/platform/shown-settings";
import type { StopOrder } from "@/lib/platform/stop-order";
import { startBackground } from "./background";
import { type OpenRuntime, openRuntime } from "./open-runtime";

/** How what is opened is closed again, and how its opening is told to end, and tells that the process must. */
export type ProductOptions = {
  order: StopOrder;
  progress: (line: string) => void;
  /** Ends a start that is still under way. */
  signal: AbortSignal;
  /** Another process took this one's place, or the database outgrew this version. */
  onLost: () => void;
};

/** For what the stop has to write, and for what it has to end. */
const writeMs = 5_000;
export const endMs = 2_000;

/**
 * Opens what a process of the product answers from: database, place among its processes, migrations, runtime and the work
 * outside requests. Where it fails, `order` closes what is open by then.
 */
export async function openProduct(
  env: NodeJS.ProcessEnv,
  { order, progress, signal, onLost }: ProductOptions,
): Promise<{ runtime: OpenRuntime; row: ProcessRow }> {
  let databaseUrl = env.DATABASE_URL;
  if (!databaseUrl) {
    const dataDir = parseBeforehand(env).given.LATCHKEY_DATA_DIR;
    const embedded = await startEmbeddedPostgres({ dataDir, log: progress });
    order.opened("the embedded PostgreSQL", embedded.stop, writeMs);
    databaseUrl = embedded.connectionString;
  }
  const withDatabase = { ...env, DATABASE_URL: databaseUrl };
  const settings = readSettings(withDatabase);
  env.NEXTAUTH_URL ||= settings.publicUrl;
  const shown = shownSettings(settingsByName(withDatabase));
  const fingerprints = await fingerprintsOf(settings);
  const row = await enterDatabase({
    connectionString: databaseUrl,
    sharesLimits: settings.redisUrl !== null,
    migrates: settings.migratesOnStart,
    fingerprints,
    misfitOf: (db) => unreadableKeyOf(db, createSeals(settings.encryptionKey, settings.formerSecrets.encryptionKey)),
    log: jsonLog,
    progress,
    signal,
    onLost,
  });
  order.opened("the process's row", row.leave, endMs);
  jsonLog("info", "configuration", await shown);
  const runtime = await openRuntime(settings, { row, fingerprints });
  order.opened("the runtime", () => runtime.close(), writeMs);
  order.opened("the background", startBackground(), endMs);
  const schemaWatch = await watchSchema({ pool: runtime.database.flush, log: jsonLog, onOutgrown: onLost });
  order.opened("the watch of the schema", schemaWatch.stop, endMs);
  return { runtime, row };
}
