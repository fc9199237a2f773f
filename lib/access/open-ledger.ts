import "server-only";
import { join } from "node:path";
import type pg from "pg";
import { readDeploymentId } from "@/lib/platform/deployment-id";
import { every } from "@/lib/platform/every";
import { openJournal } from "@/lib/platform/journal";
import { removeOldFiles } from "@/lib/platform/journal-folders";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import type { ProcessRow } from "@/lib/platform/process-row";
import type { Settings } from "@/lib/platform/settings";
import type { CounterStore } from "./counter-store";
import { createLedger, type Ledger } from "./ledger";
import { replayJournals } from "./ledger-replay";
import { minutesKeptMs } from "./usage-retention";

/** A process that was killed while others live is stored by one of them. */
const lookAgainMs = 10_000;

export type LedgerOptions = {
  pool: pg.Pool;
  store: CounterStore;
  log: Log;
  settings: Settings["journal"];
  row: Pick<ProcessRow, "id" | "live" | "isHeld">;
};

/** The folder of all journals of a database on this disk. */
export async function journalRoot(pool: pg.Pool, { folder }: Settings["journal"]): Promise<string> {
  return join(folder, await readDeploymentId(pool));
}

/**
 * Opens the ledger of a server process, with its journal. What processes that are gone left in theirs on this disk is
 * stored before; rejects when that fails. Closing ends the watch for others as well.
 */
export async function openLedger({ pool, store, log, settings, row }: LedgerOptions): Promise<Ledger> {
  const { syncs, mostBytes } = settings;
  const root = await journalRoot(pool, settings);
  const folder = join(root, row.id);
  const tidy = oneAtATime(async () => {
    const own = { writer: row.id, neededFrom: journal.neededFrom() };
    await removeOldFiles(root, { own, longestMs: minutesKeptMs, mostBytes: mostBytes / 2, nowMs: Date.now() });
  });
  const tell = (event: string) => (error: unknown) => log("warn", event, { ...errorFields(error) });
  const journal = openJournal({
    folder,
    syncs,
    mostBytes: mostBytes / 2,
    log,
    onNewFile: () => void tidy().catch(tell("journal_not_tidied")),
  });
  const live = async () => (await row.live()).map(({ id }) => id);
  const replay = oneAtATime(() => replayJournals({ root, pool, store, live, log }));
  await replay();
  await tidy().catch(tell("journal_not_tidied"));
  const ledger = createLedger(pool, store, log, { writer: row.id, folder, journal, isHeld: row.isHeld });
  const stopLooking = every(lookAgainMs, () => replay().catch(tell("journal_not_replayed")));
  return {
    ...ledger,
    takeOver: replay,
    async close() {
      await stopLooking();
      await ledger.close();
    },
  };
}
