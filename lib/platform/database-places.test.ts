import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { holdRuntime, openRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { type PgBouncer, startPgBouncer } from "@/lib/testing/pgbouncer";
import { testFingerprints } from "@/lib/testing/test-place";
import { patientLimits, testSettings } from "@/lib/testing/test-runtime";
import { startTlsPostgres, type TlsPostgres } from "@/lib/testing/tls-postgres";
import { runCommand } from "@/scripts/commands/run-command";
import { type Entry, enterDatabase } from "./enter-database";
import { readMigrations } from "./migration-files";
import { writeBackup } from "./write-backup";

let server: TlsPostgres;
let pooler: PgBouncer;

beforeAll(async () => {
  server = await startTlsPostgres();
  pooler = await startPgBouncer(server);
});
afterAll(async () => {
  await pooler?.stop();
  await server?.stop();
});

const verified = () => ({ sslmode: "verify-full", sslrootcert: server.authority });

const enter = (connectionString: string, own: Partial<Entry> = {}) =>
  enterDatabase({
    connectionString,
    sharesLimits: false,
    migrates: true,
    fingerprints: testFingerprints,
    log: () => undefined,
    onLost: () => undefined,
    ...own,
  });

const openAt = (databaseUrl: string) =>
  openRuntime(
    {
      ...testSettings(databaseUrl),
      journal: { ...testSettings(databaseUrl).journal, folder: join(server.room, "journal") },
    },
    { passwordCost: 4, log: () => undefined, databaseLimits: { ...patientLimits, statementMs: 5_000 } },
  );

/** What the server says of the connections to a database, by what they are for. */
async function connectionsTo(database: string): Promise<{ name: string; ssl: boolean }[]> {
  const client = new pg.Client({ connectionString: server.url(verified()), application_name: "the test" });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; ssl: boolean }>(
      `SELECT DISTINCT application_name AS name, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
        WHERE datname = $1 AND pid <> pg_backend_pid() ORDER BY 1`,
      [database],
    );
    return rows;
  } finally {
    await client.end();
  }
}

describe("a PostgreSQL that lets no one in without TLS", () => {
  it("is served by name and over IPv6, by connections that are all encrypted and say what they are for", async () => {
    await (await enter(server.url(verified()))).leave();
    const runtime = await openAt(server.url(verified(), "[::1]"));
    try {
      const names = ["announcements", "features", "flush", "gate", "listener"];
      const wanted = names.map((name) => ({ name: `latchkey ${name}`, ssl: true }));
      // A pool ends a connection that rests, and the gate asks only for a credential that it has not seen.
      const { secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
      expect((await callApi("GET /v1/prompts", { token: secret })).status).toBe(200);
      expect((await connectionsTo("latchkey")).filter(({ name }) => name !== "latchkey jobs")).toEqual(wanted);
    } finally {
      await runtime.close();
    }
  });

  it.each<[string, (tls: TlsPostgres) => string, RegExp]>([
    ["without TLS", (tls) => tls.url(), /lets no one in without TLS; add sslmode=verify-full to DATABASE_URL$/],
    [
      "with another authority's certificate",
      (tls) => tls.url({ sslmode: "verify-full", sslrootcert: tls.stranger }),
      /signed by no authority that is trusted here; name the file .* sslrootcert=/,
    ],
    ["without its authority's certificate", (tls) => tls.url({ sslmode: "verify-full" }), /signed by no authority/],
    [
      "by a name that its certificate is not for",
      (tls) => tls.url({ sslmode: "verify-full", sslrootcert: tls.authority }, "127.0.0.1"),
      /its certificate is for other names than that in DATABASE_URL$/,
    ],
    [
      "with a file that is not there",
      (tls) => tls.url({ sslmode: "verify-full", sslrootcert: "/nowhere/authority.crt" }),
      /the file \/nowhere\/authority\.crt that DATABASE_URL names cannot be read \(ENOENT\)$/,
    ],
  ])("is not entered %s, which is told in words", async (_how, urlOf, words) => {
    await expect(enter(urlOf(server))).rejects.toThrow(words);
  });
});

describe("behind PgBouncer in transaction mode, over TLS and IPv6", () => {
  const pooled = (database: string) => pooler.url(verified(), database);

  beforeAll(async () => {
    const client = new pg.Client({ connectionString: server.url(verified()) });
    await client.connect();
    await client.query("CREATE DATABASE pooled");
    await client.end();
  });

  it("of processes that start at once each migration is applied by one, and without Redis one gets the place", async () => {
    const places = await Promise.allSettled(Array.from({ length: 3 }, () => enter(pooled("pooled"))));
    const entered = places.flatMap((place) => (place.status === "fulfilled" ? [place.value] : []));
    const refused = places.flatMap((place) => (place.status === "rejected" ? [String(place.reason)] : []));
    expect(entered).toHaveLength(1);
    expect(refused).toEqual(Array.from({ length: 2 }, () => expect.stringContaining("set REDIS_URL for both")));
    await entered[0]?.leave();
    const client = new pg.Client({ connectionString: pooled("pooled") });
    await client.connect();
    const { rows } = await client.query(`SELECT migration_name AS name FROM "_prisma_migrations" ORDER BY 1`);
    await client.end();
    expect(rows).toEqual((await readMigrations()).map(({ name }) => ({ name })));
  });

  it("keys count until they are revoked, in every process; limits and the time of statements hold", async () => {
    const first = await openAt(pooled("pooled"));
    const second = await openAt(pooled("pooled"));
    holdRuntime(first);
    try {
      const user = await createUser();
      const key = await createKey(user, { scopes: ["prompts:read"] });
      expect((await second.directory.checkBearer(key.secret)).ok).toBe(true);
      const statuses = new Set<number>();
      while (!statuses.has(429)) statuses.add((await callApi("GET /v1/prompts", { token: key.secret })).status);
      expect([...statuses]).toEqual([200, 429]);
      await revokeApiKey(user.principal, { keyId: key.id });
      await vi.waitFor(async () => expect((await second.directory.checkBearer(key.secret)).ok).toBe(false), 20_000);
      const slow = first.database.prisma.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(60)`);
      await expect(slow).rejects.toThrow("statement timeout");
    } finally {
      await second.close();
      await first.close();
    }
  });

  it("the operator's commands work through it, and a backup is written", async () => {
    const env = { NODE_ENV: "test", DATABASE_URL: pooled("pooled"), LATCHKEY_DATA_DIR: server.room } as const;
    const migrated = await runCommand(["migrate"], env);
    expect([migrated, pooler.ended()]).toEqual([
      { code: 0, stdout: expect.stringMatching(/^Nothing was/), stderr: "" },
      null,
    ]);
    const { findings } = JSON.parse((await runCommand(["doctor", "--json"], env)).stdout).data;
    const ofDatabase = findings.filter(({ part }: { part: string }) => part.startsWith("database"));
    expect(ofDatabase).toContainEqual(expect.objectContaining({ part: "database tables", state: "ok" }));
    const made = await writeBackup({
      connectionString: pooled("pooled"),
      file: join(server.room, "pooled.zip"),
      productVersion: "1.2.3",
      secrets: null,
    });
    expect(made.rows).toBeGreaterThan(0);
  });
});
