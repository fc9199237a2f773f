import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { median, table, withSpread } from "./statistics.mjs";

/** What the journal adds to a gated request: no HTTP, this process, its disk, PostgreSQL behind it. */
export async function benchJournal({ database, dataDir, secrets, progress, print }) {
  progress("Measuring the journal in this process …");
  const { measureJournal } = await loadTypeScript("bench/journal.ts");
  const environment = { ...secrets, DATABASE_URL: database.connectionString, LATCHKEY_DATA_DIR: dataDir };
  const figures = await measureJournal(environment, database.credentials);
  const rows = figures.map(({ atOnce, without, with: withJournal }) => {
    const added = withJournal.map((cpu, round) => cpu - without[round]);
    const ratio = median(withJournal) / median(without);
    return [
      atOnce.toLocaleString("en"),
      withSpread(without, 2),
      withSpread(withJournal, 2),
      withSpread(added, 2),
      ratio.toFixed(2),
    ];
  });
  const heading = ["requests in a turn", "µs of CPU without", "with the journal", "added", "ratio"];
  print("What the journal adds to a request", table([heading, ...rows]));
}
