import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { table, withSpread } from "./statistics.mjs";

/** The hot path alone: no HTTP, this process, PostgreSQL behind it. */
export async function benchCheck({ database, secrets, progress, print }) {
  progress("Measuring the check in this process …");
  const { measureChecks } = await loadTypeScript("bench/check.ts");
  const settings = {
    databaseUrl: database.connectionString,
    jwtSecret: secrets.JWT_SECRET,
    nextAuthSecret: secrets.NEXTAUTH_SECRET,
    keyPepper: secrets.KEY_PEPPER,
    sessionLifetimeSeconds: 3600,
    publicUrl: "http://localhost:3000",
  };
  const figures = await measureChecks(settings, database.credentials);
  const rows = figures.map(({ name, cpuMicros, wallMicros }) => [
    name,
    withSpread(cpuMicros, 2),
    withSpread(wallMicros, 2),
  ]);
  print("The check alone", table([["", "µs of CPU", "µs of time"], ...rows]));
}
