import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { unreadableRevision } from "@/lib/access/catalogue-feed";
import { checkMigrations } from "@/lib/access/health-checks";
import { requireKnownSecrets } from "@/lib/platform/known-secrets";
import { readOwnSchema } from "@/lib/platform/migration-files";
import { whyNoDatabase } from "@/lib/platform/no-database";
import { isLive } from "@/lib/platform/process-claim";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { openCommandDatabase } from "@/scripts/command-database";
import { existingSecrets } from "@/scripts/secrets.mjs";
import { codeOf, type Finding, fails, type Site, warns, wordsOf, works } from "./finding";
import { lookAtOffset } from "./look-at-clock";
import { lookAtIssuersCustomers } from "./look-at-issuers";

const answerMs = 5_000;
const slowMs = 50;
const oldestVersion = 150_000;
/** Beside its pools a process listens, watches and keeps its place. */
const otherConnections = 4;

/** What to do about an error of a connection, by its code. */
const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: "start it, or correct host and port in DATABASE_URL",
  ETIMEDOUT: "let a firewall pass, or correct host and port in DATABASE_URL",
  ENOTFOUND: "correct the host in DATABASE_URL, or the name servers of this machine",
  EAI_AGAIN: "correct the name servers of this machine",
  "28P01": "correct user and password in DATABASE_URL; signs such as / ? # @ in them are percent-encoded",
  "28000": "let this machine in by pg_hba.conf, or correct the user in DATABASE_URL",
  "3D000": "create the database, or correct its name in DATABASE_URL",
  "53300": "raise max_connections, or end what holds connections",
  "57P03": "wait until it has started",
};

/** The database: whether it answers, is fit, is of this version, and belongs to these secrets. */
export async function lookAtDatabase(site: Site): Promise<Finding[]> {
  const { env, given } = site;
  if (!env.DATABASE_URL && !existsSync(join(given.LATCHKEY_DATA_DIR, "postgres")))
    return [works("database", "there is none yet; the first start makes it in the data folder")];
  const database = await openCommandDatabase(env);
  try {
    return await lookInside(site, database.url);
  } finally {
    await database.leave();
  }
}

async function lookInside(site: Site, connectionString: string): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString,
    application_name: "latchkey doctor",
    connectionTimeoutMillis: answerMs,
    // Of ours alone: a pooler takes no limit of a session's.
    query_timeout: answerMs,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const todo = remedies[codeOf(error)] ?? "look at DATABASE_URL, and at PostgreSQL's own log";
    return [fails("database", `does not let us in: ${whyNoDatabase(error)}`, todo)];
  }
  try {
    const fitness = await lookAtServer(client);
    return [...fitness, ...(await lookAtTables(client, site, connectionString))];
  } finally {
    await client.end().catch(() => undefined);
  }
}

type Server = { version: string; number: number; encoding: string; isReadOnly: boolean; mayCreate: boolean };
type Use = { most: number; used: number; now: Date };

async function lookAtServer(client: pg.Client): Promise<Finding[]> {
  const { rows: servers } = await client.query<Server>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            current_setting('server_encoding') AS encoding,
            pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS "isReadOnly",
            COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreate"`,
  );
  const begunMs = Date.now();
  const { rows: uses } = await client.query<Use>(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
            clock_timestamp() AS now`,
  );
  const takenMs = Date.now() - begunMs;
  const [server] = servers;
  const [use] = uses;
  if (!server || !use) return [fails("database", "answers with nothing", "look at PostgreSQL's own log")];
  const findings = [lookAtOffset("the database's clock", use.now.getTime() - (begunMs + takenMs / 2), takenMs)];
  const old = "use PostgreSQL 15 or newer";
  if (server.number < oldestVersion) findings.push(fails("database", `is PostgreSQL ${server.version}`, old));
  if (server.encoding !== "UTF8")
    findings.push(fails("database", `its encoding is ${server.encoding}`, "create it with the encoding UTF8"));
  if (server.isReadOnly) findings.push(fails("database", "takes no writes", "name the primary in DATABASE_URL"));
  if (!server.mayCreate)
    findings.push(
      fails("database rights", "this user may not create tables", "GRANT CREATE ON SCHEMA public TO the user"),
    );
  if (takenMs > slowMs)
    findings.push(
      warns("database", `takes ${takenMs} ms to answer`, "run it near to the server, or find what loads it"),
    );
  return [
    works("database", `PostgreSQL ${server.version}, ${use.used} of ${use.most} connections in use`),
    ...findings,
  ];
}

async function lookAtTables(client: pg.Client, site: Site, url: string): Promise<Finding[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (!rows[0]?.exists) return [works("database tables", "there are none yet; the first start makes them")];
  const { state, reason } = await checkMigrations(client, await readOwnSchema());
  const migrations =
    state === "ok"
      ? works("database tables", "of this version")
      : fails("database tables", reason ?? "of another version", "latchkey migrate --plan says what is to be done");
  const { rows: foreign } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
        AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
             AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))`,
  );
  const rights = foreign.map(({ name }) =>
    fails(
      "database rights",
      `this user may not read and write ${name}`,
      "make the user the tables' owner, or grant it all rights",
    ),
  );
  const contents = state === "ok" ? await lookAtContents(client, site) : [];
  return [
    migrations,
    ...contents,
    ...rights,
    ...(await lookAtSecrets(client, site, url)),
    ...(await lookAtPlaces(client, site)),
  ];
}

/** What this version would read from its own tables, and settings that name what stands in them. */
async function lookAtContents(client: pg.Client, site: Site): Promise<Finding[]> {
  return [...(await lookAtCatalogue(client)), ...(await lookAtIssuersCustomers(client, site))];
}

/** Whether this version can read the products, plans and limits that are stored. */
async function lookAtCatalogue(client: pg.Client): Promise<Finding[]> {
  const revision = await unreadableRevision(client);
  if (revision === null) return [];
  const todo = "run the version that wrote it, or bring the database back from a backup";
  return [fails("catalogue", `revision ${revision} cannot be read by this version`, todo)];
}

/** Whether the secrets are those that the database works with. */
async function lookAtSecrets(client: pg.Client, { env, given }: Site, url: string): Promise<Finding[]> {
  try {
    const secrets = await existingSecrets(given.LATCHKEY_DATA_DIR, env);
    const settings = readSettings({ ...env, ...secrets, DATABASE_URL: url });
    await requireKnownSecrets(client, await fingerprintsOf(settings));
    return [works("secrets", "are those of this database")];
  } catch (error) {
    return [
      fails("secrets", wordsOf(error), "give the server's own, as it has them, or put secrets.json back from a backup"),
    ];
  }
}

/** The server processes that run, and whether the database has connections for them. */
async function lookAtPlaces(client: pg.Client, { given }: Site): Promise<Finding[]> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('server_processes') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return [];
  const { rows } = await client.query<{ live: number; most: number }>(
    `SELECT count(*)::int AS live, current_setting('max_connections')::int AS most FROM server_processes WHERE ${isLive}`,
  );
  const { live = 0, most = 0 } = rows[0] ?? {};
  const { DATABASE_POOL_FEATURES, DATABASE_POOL_GATE, DATABASE_POOL_FLUSH, DATABASE_POOL_JOBS } = given;
  const each =
    DATABASE_POOL_FEATURES + DATABASE_POOL_GATE + DATABASE_POOL_FLUSH + DATABASE_POOL_JOBS + otherConnections;
  const needed = Math.max(live, 1) * each;
  const says = `${live} running, each with up to ${each} connections of ${most}`;
  if (needed > most) return [warns("processes", says, "raise max_connections, or lower DATABASE_POOL_…")];
  return [works("processes", says)];
}
