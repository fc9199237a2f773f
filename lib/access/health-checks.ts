import "server-only";
import { setTimeout } from "node:timers/promises";
import type pg from "pg";
import { fails, type HealthCheck, type PartHealth, works } from "@/lib/platform/health";
import { type OwnSchema, readOwnSchema } from "@/lib/platform/migration-files";
import { readSchemaState } from "@/lib/platform/migration-history";
import type { ProcessRow } from "@/lib/platform/process-row";
import type { RedisLink } from "@/lib/platform/redis-link";
import type { Settings } from "@/lib/platform/settings";
import type { AccessChanges } from "./access-changes";
import type { CatalogueFeed } from "./catalogue-feed";
import type { Ledger } from "./ledger";
import type { Storing } from "./storing";

/** How long a process may take to hear of changes that it missed, before it says so. */
const hearingMs = 500;

/** What the checks look at. */
export type CheckedParts = {
  settings: Pick<Settings, "limitsWithoutRedis">;
  /** The gate's connections: what they cannot do, no request can. */
  pool: pg.Pool;
  storing: Pick<Storing, "problem">;
  /** Null where limits are counted in this process's memory. */
  redis: Pick<RedisLink, "server"> | null;
  ledger: Pick<Ledger, "takesNotes" | "journalProblem">;
  changes: Pick<AccessChanges, "isCurrent">;
  catalogue: Pick<CatalogueFeed, "unreadable">;
  /** Undefined for what takes no place and counts nothing, such as an operator's command. */
  row: Pick<ProcessRow, "isHeld" | "renewal"> | undefined;
};

/** Each part that a server process needs, by the name that probes and the status page show. */
export function healthChecks(parts: CheckedParts): Readonly<Record<string, HealthCheck>> {
  const { settings, pool, storing, redis, ledger, changes, catalogue, row } = parts;
  // At once: who upgrades may replace the files under a process that runs.
  const ours = readOwnSchema();
  ours.catch(() => undefined);
  return {
    database: () => checkDatabase(pool, storing.problem()),
    migrations: async () => checkMigrations(pool, await ours),
    ...(redis ? { redis: () => checkRedis(redis, settings.limitsWithoutRedis) } : {}),
    journal: () => checkJournal(ledger),
    announcements: () => checkAnnouncements(changes),
    catalogue: () => checkCatalogue(catalogue),
    ...(row ? { place: () => checkPlace(row) } : {}),
  };
}

/**
 * One that cannot store leaves the process ready: the gate goes on with the journal. Every process has this database,
 * so that a balancer that took them all out would refuse what is still answered. Once the journal takes no more, it
 * fails.
 */
async function checkDatabase(pool: pg.Pool, problem: string | null): Promise<PartHealth> {
  const { rows } = await pool.query<{ isReadOnly: boolean }>(
    `SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS "isReadOnly"`,
  );
  if (rows[0]?.isReadOnly !== false) return fails("takes no writes");
  return problem === null ? works : { state: "reduced", reason: `${problem}; what is counted waits in the journal` };
}

/** A process that was busy itself has its row again in a moment. */
async function checkPlace(row: Pick<ProcessRow, "isHeld" | "renewal">): Promise<PartHealth> {
  await row.renewal();
  return row.isHeld() ? works : fails("not renewed in time");
}

/** A process that was busy itself hears in a moment what it missed; until then it asks the database, and answers. */
async function checkAnnouncements(changes: CheckedParts["changes"]): Promise<PartHealth> {
  const giveUpMs = performance.now() + hearingMs;
  while (!changes.isCurrent()) {
    if (performance.now() > giveUpMs) return fails("changes of credentials may have been missed");
    await setTimeout(50);
  }
  return works;
}

/** Compared with the migrations that this version brings: another version may have migrated the database meanwhile. */
export async function checkMigrations(pool: Pick<pg.Pool, "query">, own: OwnSchema): Promise<PartHealth> {
  const { pending, unfinished, outgrownBy } = await readSchemaState(pool, own);
  if (unfinished) return fails("one was begun and did not finish");
  if (outgrownBy) return fails("the database is of a newer version");
  return pending.length === 0 ? works : fails("not all are applied");
}

/** With `LIMITS_WITHOUT_REDIS=local` each process counts its share meanwhile: it takes requests as before. */
function checkRedis(redis: Pick<RedisLink, "server">, without: Settings["limitsWithoutRedis"]): PartHealth {
  if (redis.server()) return works;
  if (without === "local") return { state: "reduced", reason: "away; each process counts its share" };
  return fails("away; what is counted is refused");
}

/** A process that knows an earlier state goes on with it; one that never read any knows the shipped one alone. */
function checkCatalogue(catalogue: Pick<CatalogueFeed, "unreadable">): PartHealth {
  const found = catalogue.unreadable();
  if (!found) return works;
  const says = `revision ${found.revision} cannot be read`;
  if (found.hasEarlier) return { state: "reduced", reason: `${says}; what counted before goes on` };
  return fails(`${says}; what is shipped counts alone`);
}

function checkJournal(ledger: CheckedParts["ledger"]): PartHealth {
  if (!ledger.takesNotes()) return fails("neither journal nor database take what is counted");
  const problem = ledger.journalProblem();
  return problem === null ? works : fails(`${problem}; what is counted goes to the database at once`);
}
