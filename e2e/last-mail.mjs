/** `node e2e/last-mail.mjs <address>` prints the last mail to it; the server may run meanwhile. */
import pg from "pg";
import { loadTypeScript } from "../scripts/load-typescript.mjs";

const { startEmbeddedPostgres } = await loadTypeScript("lib/platform/embedded-postgres.ts");
const server = await startEmbeddedPostgres({ dataDir: process.env.LATCHKEY_DATA_DIR });
const client = new pg.Client({ connectionString: server.connectionString });
await client.connect();
const { rows } = await client.query("SELECT text FROM mails WHERE recipient = $1 ORDER BY created_at DESC LIMIT 1", [
  process.argv[2],
]);
await client.end();
await server.stop();
console.log(rows[0]?.text ?? "");
