import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { table, withSpread } from "./statistics.mjs";

/** The hot path alone: no HTTP, this process, PostgreSQL behind it. */
export async function benchCheck({ database, secrets, progress, print }) {
  progress("Measuring the check in this process …");
  const { measureChecks } = await loadTypeScript("bench/check.ts");
  const environment = { ...secrets, DATABASE_URL: database.connectionString };
  const figures = await measureChecks(environment, database.credentials);
  const rows = figures.map(({ name, cpuMicros, wallMicros }) => [
    name,
    withSpread(cpuMicros, 2),
    withSpread(wallMicros, 2),
  ]);
  print("The check alone", table([["", "µs of CPU", "µs of time"], ...rows]));
}
