import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { familyCpuMs } from "./process-facts.mjs";
import { median, table, withSpread } from "./statistics.mjs";

/** What keeping the last requests of credentials adds to a request: no HTTP, this process, PostgreSQL behind it. */
export async function benchRecent({ database, dataDir, secrets, progress, print }) {
  progress("Measuring what keeping the last requests adds, in this process …");
  const { measureRecentRequests } = await loadTypeScript("bench/recent-requests.ts");
  const environment = { ...secrets, DATABASE_URL: database.connectionString, LATCHKEY_DATA_DIR: dataDir };
  const postgres = Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
  const figures = await measureRecentRequests(environment, database.credentials, () => familyCpuMs(postgres));
  const rows = figures.map(({ perSecond, credentials, without, with: kept, postgresWithout, postgresWith }) => {
    const added = kept.map((cpu, round) => cpu - without[round]);
    return [
      `${perSecond.toLocaleString("en")} by ${credentials.toLocaleString("en")} keys`,
      withSpread(without, 2),
      withSpread(kept, 2),
      median(added).toFixed(2),
      (postgresWith - postgresWithout).toFixed(1),
    ];
  });
  const heading = ["requests in a second", "µs of CPU without", "kept", "added", "added in PostgreSQL"];
  print("What keeping the last requests adds to a request", table([heading, ...rows]));
}
