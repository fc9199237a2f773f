import type { CredentialRecord } from "@/lib/access/credential-record";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { claimProcessRow } from "@/lib/platform/process-row";
import { readSettings } from "@/lib/platform/settings";
import { bucketOf, count, warmCredentials } from "./check";
import type { BenchCredentials } from "./database";

/** Requests that arrive in one turn of the event loop, and µs of CPU for each of them, one value a round. */
export type JournalFigure = { atOnce: number; without: number[]; with: number[] };

const turnSizes = [1, 4, 16, 64];
const perRound = 4_096;
const rounds = 30;
/** The first rounds are the compiler's. */
const warmUps = 3;

/**
 * Measures what counting a request costs the process with and without a journal, in turns on one database: limits, usage,
 * and the wait until the answer may leave.
 */
export async function measureJournal(
  environment: Record<string, string | undefined>,
  { keys }: BenchCredentials,
): Promise<JournalFigure[]> {
  const settings = readSettings(environment);
  const row = await claimProcessRow({
    connectionString: settings.databaseUrl,
    sharesLimits: false,
    alike: { version: "1.0.0", needs: [], secrets: { works: ["bench"], accepts: ["bench"] } },
    log: () => undefined,
    onLost: () => undefined,
  });
  const [without, withJournal] = [await openRuntime(settings), await openRuntime(settings, { row })];
  try {
    const checks = await Promise.all(keys.slice(0, warmCredentials).map((key) => without.directory.checkBearer(key)));
    const records = checks.flatMap((check) => (check.ok ? [check.record] : []));
    for (const { limiter } of [without, withJournal]) {
      await Promise.all(records.map((record) => limiter.peek([bucketOf(record)])));
    }
    const figures = turnSizes.map((atOnce): JournalFigure => ({ atOnce, without: [], with: [] }));
    for (let round = 0; round < rounds + warmUps; round += 1) {
      for (const figure of figures) {
        const cpuWithout = await measureRound(without, records, figure.atOnce);
        const cpuWith = await measureRound(withJournal, records, figure.atOnce);
        if (round < warmUps) continue;
        figure.without.push(cpuWithout);
        figure.with.push(cpuWith);
      }
      await Promise.all([without.flush(), withJournal.flush()]);
    }
    return figures;
  } finally {
    await without.close();
    await withJournal.close();
    await row.leave();
  }
}

async function measureRound(
  runtime: OpenRuntime,
  records: readonly CredentialRecord[],
  atOnce: number,
): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < perRound; index += atOnce) {
    for (let n = 0; n < atOnce; n += 1) count(runtime, recordAt(records, index + n));
    await (runtime.ledger.kept(0) ?? new Promise((resolve) => setImmediate(resolve)));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / perRound;
}

function recordAt(records: readonly CredentialRecord[], index: number): CredentialRecord {
  const record = records[index % records.length];
  if (!record) throw new Error("no credential of the bench is accepted");
  return record;
}
