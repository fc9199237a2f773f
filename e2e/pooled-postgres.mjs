/** A PostgreSQL that takes TLS alone, and a PgBouncer before it, until SIGTERM. Prints the address that leads through it. */
import { loadTypeScript } from "../scripts/load-typescript.mjs";

const { startTlsPostgres } = await loadTypeScript("lib/testing/tls-postgres.ts");
const { startPgBouncer } = await loadTypeScript("lib/testing/pgbouncer.ts");
const server = await startTlsPostgres();
const pooler = await startPgBouncer(server);
process.once("SIGTERM", async () => {
  await pooler.stop();
  await server.stop();
  process.exit(0);
});
console.log(pooler.url({ sslmode: "verify-full", sslrootcert: server.authority }));
