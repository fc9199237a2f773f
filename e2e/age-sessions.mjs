/** `node e2e/age-sessions.mjs <address>` lets a user's sign-ins have been twenty minutes ago; the server may run meanwhile. */
import pg from "pg";
import { loadTypeScript } from "../scripts/load-typescript.mjs";

const { startEmbeddedPostgres } = await loadTypeScript("lib/platform/embedded-postgres.ts");
const server = await startEmbeddedPostgres({ dataDir: process.env.LATCHKEY_DATA_DIR });
const client = new pg.Client({ connectionString: server.connectionString });
await client.connect();
await client.query(
  `UPDATE sessions SET created_at = created_at - interval '20 minutes', confirmed_at = NULL
    WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
  [process.argv[2]],
);
await client.end();
await server.stop();
