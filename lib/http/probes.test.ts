import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createCatalogueFeed } from "@/lib/access/catalogue-feed";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { createHealth, fails, works } from "@/lib/platform/health";
import { inOwnTime } from "@/lib/platform/in-time";
import type { ProcessRow } from "@/lib/platform/process-row";
import { openEdge, sendRawTo, sendTo } from "@/lib/testing/edge-server";
import { type StatementProxy, startStatementProxy } from "@/lib/testing/statement-proxy";
import { claimTestPlace } from "@/lib/testing/test-place";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createProbes } from "./probes";

const log = vi.fn();
const { clock, open } = useTestRuntime();
const release = { version: "1.2.3", build: "0123456789ab" };
let proxy: StatementProxy;
let process: OpenRuntime;
let row: ProcessRow;
let folder: string;

beforeAll(async () => {
  const { settings } = open();
  folder = await mkdtemp(join(tmpdir(), "latchkey-probes-"));
  proxy = await startStatementProxy(settings.databaseUrl);
  row = await claimTestPlace(settings.databaseUrl, false);
  const journal = { ...settings.journal, folder: join(folder, "journal") };
  process = await openRuntime(
    { ...settings, databaseUrl: proxy.connectionString, journal },
    { clock, row, log: () => undefined, passwordCost: 4 },
  );
});
afterAll(async () => {
  proxy?.watch(() => "pass");
  await process?.close();
  await row?.leave();
  await proxy?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => proxy.watch(() => "pass"));

const allWork = { database: "ok", migrations: "ok", journal: "ok", announcements: "ok", catalogue: "ok", place: "ok" };

function openProbes(health = process.health) {
  return openEdge({ answerFirst: createProbes(health, release) });
}

const patiently = { timeout: 30_000, interval: 100 };
const askReady = (port: number) => sendTo(port, { path: "/readyz" });

async function untilReady(port: number) {
  await vi.waitFor(async () => expect((await askReady(port)).body.status).toBe("ready"), patiently);
}

describe("the addresses for supervisors", () => {
  it("say that the process lives, what it is, and that every part works, by name", async () => {
    const port = await openProbes();
    for (const path of ["/readyz", "/healthz"]) {
      const ask = async () => {
        const { status, body, headers } = await sendTo(port, { path });
        return [status, body, headers["cache-control"]];
      };
      await vi.waitFor(
        async () => expect(await ask()).toEqual([200, { status: "ready", parts: allWork }, "no-store"]),
        patiently,
      );
    }
    const [live, version] = await Promise.all(["/livez", "/version"].map((path) => sendTo(port, { path })));
    expect([live?.status, live?.body]).toEqual([200, { status: "alive" }]);
    expect([version?.status, version?.body]).toEqual([200, { name: "latchkey", ...release }]);
  });

  it("answer GET and HEAD, with any query; nothing else, and no other path", async () => {
    const port = await openProbes();
    const head = await sendTo(port, { path: "/livez?verbose", method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, null]);
    const post = await sendTo(port, { path: "/livez", method: "POST" });
    expect([post.status, post.headers.allow]).toEqual([405, "GET, HEAD"]);
    expect((await sendTo(port, { path: "/livez/" })).body).toHaveProperty("headers");
  });

  it("answer before the edge looks at anything: without a Host header, and over plain HTTP where all else needs HTTPS", async () => {
    const port = await openEdge({
      answerFirst: createProbes(process.health, release),
      isHttps: true,
      proxies: "0.0.0.0/0",
    });
    expect(await sendRawTo(port, "GET /livez HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 200 OK/);
    const forwarded = { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "http" };
    expect((await sendTo(port, { headers: forwarded })).status).toBe(403);
    expect((await sendTo(port, { path: "/version", headers: forwarded })).status).toBe(200);
  });
});

describe("readiness names the part that fails", () => {
  it("while the database hangs, within two seconds, and recovers with it; the process lives meanwhile", async () => {
    const port = await openProbes();
    await untilReady(port);
    proxy.watch(() => "hold");
    await vi.waitFor(async () => expect((await askReady(port)).status).toBe(503), patiently);
    const { status, body } = await inOwnTime(askReady(port), 2_000, "it still looks");
    expect([status, body.status, body.parts.database]).toEqual([503, "failing", expect.stringMatching(/^failed/)]);
    expect((await sendTo(port, { path: "/livez" })).status).toBe(200);
    proxy.watch(() => "pass");
    await untilReady(port);
  });

  it("and tells nothing of what the database said", async () => {
    const port = await openProbes();
    proxy.watch(() => "cut");
    await vi.waitFor(async () => expect((await askReady(port)).status).toBe(503), patiently);
    const said = JSON.stringify((await askReady(port)).body);
    const { hostname, pathname, port: at } = new URL(proxy.connectionString);
    for (const secret of [hostname, pathname.slice(1), at]) expect(said).not.toContain(secret);
  });

  it("while the database takes no writes", async () => {
    const port = await openProbes();
    await untilReady(port);
    const { databaseUrl } = open().settings;
    const name = new URL(databaseUrl).pathname.slice(1);
    const operator = new pg.Client({ connectionString: databaseUrl, options: "-c default_transaction_read_only=off" });
    await operator.connect();
    // Connections get the setting when they are made: those of the process under test are cut, and made anew.
    const setTo = async (change: string) => {
      await operator.query(`ALTER DATABASE ${name} ${change}`);
      let cuts = 0;
      proxy.watch((sql) => (sql.includes("pg_is_in_recovery") && cuts++ < 10 ? "cut" : "pass"));
    };
    try {
      await setTo("SET default_transaction_read_only = on");
      await vi.waitFor(
        async () => expect((await askReady(port)).body.parts.database).toBe("failed: takes no writes"),
        patiently,
      );
    } finally {
      await setTo("RESET default_transaction_read_only");
      await operator.end();
    }
    await untilReady(port);
  });

  it("where a newer version has migrated the database further than this one may be beside, and where a migration is missing", async () => {
    const port = await openProbes();
    const { pool } = open().database;
    const told = async () => (await askReady(port)).body.parts.migrations;
    const becomes = (text: string) => vi.waitFor(async () => expect(await told()).toBe(text), patiently);
    await pool.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('later', '', '99990101000000_later', now())`,
    );
    await becomes("failed: the database is of a newer version");
    await pool.query("INSERT INTO migration_needs VALUES ('99990101000000_later', NULL)");
    await becomes("ok");
    await pool.query("UPDATE migration_needs SET needs_version = '999.0.0' WHERE name = '99990101000000_later'");
    await becomes("failed: the database is of a newer version");
    await pool.query("DELETE FROM migration_needs WHERE name = '99990101000000_later'");
    await pool.query(`UPDATE "_prisma_migrations" SET finished_at = NULL WHERE id = 'later'`);
    await becomes("failed: one was begun and did not finish");
    await pool.query(`DELETE FROM "_prisma_migrations" WHERE id = 'later'`);
    await becomes("ok");
    const { rows } = await pool.query(
      `UPDATE "_prisma_migrations" SET rolled_back_at = now()
        WHERE migration_name = (SELECT max(migration_name) FROM "_prisma_migrations") RETURNING id`,
    );
    await becomes("failed: not all are applied");
    await pool.query(`UPDATE "_prisma_migrations" SET rolled_back_at = NULL WHERE id = $1`, [rows[0].id]);
    await becomes("ok");
  });

  it("while the journal's disk takes nothing, and finds it well again without any traffic", async () => {
    const port = await openProbes();
    await untilReady(port);
    // The journal's folder is made with its first record.
    const blocked = join(folder, "journal");
    await rm(blocked, { recursive: true, force: true });
    await writeFile(blocked, "");
    process.ledger.passed([], 1, clock.now());
    await process.ledger.kept(performance.now())?.catch(() => undefined);
    await vi.waitFor(
      async () => expect((await askReady(port)).body.parts.journal).toMatch(/^failed: the disk does not take it/),
      patiently,
    );
    await rm(blocked);
    await untilReady(port);
  });

  it("and stays ready, with less, while the database has no room for what was counted, until it has room again", async () => {
    const port = await openProbes();
    await untilReady(port);
    const { pool } = open().database;
    await pool.query(
      `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`,
    );
    await pool.query("CREATE TRIGGER no_room BEFORE INSERT ON journal_positions EXECUTE FUNCTION no_room()");
    process.ledger.passed([], 1, clock.now());
    const database = "reduced: its disk is full; what is counted waits in the journal";
    const ask = async () => {
      const { status, body } = await askReady(port);
      return [status, body];
    };
    const reduced = { status: "ready", parts: { ...allWork, database } };
    await vi.waitFor(async () => expect(await ask()).toEqual([200, reduced]), patiently);
    await pool.query("DROP FUNCTION no_room CASCADE");
    await vi.waitFor(async () => expect(await ask()).toEqual([200, { status: "ready", parts: allWork }]), patiently);
    expect(process.ledger.backlog().notes).toBe(0);
  });

  it("and a catalogue that it cannot read: the process goes on with what counted before, one that starts fails", async () => {
    const port = await openProbes();
    const { pool } = process.database;
    const { catalogue } = process;
    await pool.query(
      `INSERT INTO catalogue_revisions (revision, document, note, made_by_id, made_at)
       VALUES (1, '{"version":99}', '', 'operator', now())`,
    );
    try {
      catalogue.forget();
      await catalogue.behind();
      const beside = "reduced: revision 1 cannot be read; what counted before goes on";
      const reduced = { status: "ready", parts: { catalogue: beside } };
      await vi.waitFor(async () => expect((await askReady(port)).body).toMatchObject(reduced), patiently);
      const log = vi.fn();
      const options = { pool, log, isCurrent: () => true, replaced: () => undefined };
      const started = createCatalogueFeed(options);
      await started.behind();
      expect(started.unreadable()).toEqual({ revision: 1, hasEarlier: false });
      const problems = expect.stringMatching(/^version: /);
      expect(log).toHaveBeenCalledWith("error", "catalogue_unreadable", { revision: 1, problems });
    } finally {
      await pool.query("DELETE FROM catalogue_revisions");
    }
    catalogue.forget();
    await catalogue.behind();
    await vi.waitFor(async () => expect((await askReady(port)).body).toMatchObject({ parts: allWork }), patiently);
  });

  it("and a process that stops is not ready, though everything works and it lives", async () => {
    let isStopping = false;
    const port = await openProbes(
      createHealth({ checks: { database: () => works }, isStopping: () => isStopping, log }),
    );
    const agent = new Agent({ keepAlive: true });
    expect((await sendTo(port, { path: "/readyz", agent })).status).toBe(200);
    isStopping = true;
    const ready = await sendTo(port, { path: "/readyz", agent });
    expect([ready.status, ready.body.status]).toEqual([503, "stopping"]);
    expect((await sendTo(port, { path: "/livez", agent })).status).toBe(200);
    agent.destroy();
  });
});

it("a process that has no place among those of its database any more is not ready", async () => {
  const port = await openProbes();
  await row.leave();
  await vi.waitFor(
    async () =>
      expect((await askReady(port)).body).toMatchObject({
        status: "failing",
        parts: { place: "failed: not renewed in time" },
      }),
    patiently,
  );
});

describe("a look at the parts", () => {
  it("ends in time also when a check never comes back, which is not begun a second time meanwhile", async () => {
    let begun = 0;
    const hangs = () => {
      begun += 1;
      return new Promise<never>(() => undefined);
    };
    const health = createHealth({
      checks: { database: hangs, journal: () => works },
      isStopping: () => false,
      log,
      limitMs: 20,
      reuseMs: 0,
    });
    for (let look = 0; look < 3; look += 1) {
      expect(await health.report()).toEqual({
        status: "failing",
        parts: { database: fails("does not answer"), journal: works },
      });
    }
    expect(begun).toBe(1);
  });

  it("waits for an answer that arrived while the process itself was busy for longer than a look may take", async () => {
    const health = createHealth({
      checks: { database: async () => ((await readFile("package.json")).length > 0 ? works : fails("is empty")) },
      isStopping: () => false,
      log,
    });
    const report = health.report();
    const beganMs = performance.now();
    while (performance.now() - beganMs < 1_100);
    expect(await report).toEqual({ status: "ready", parts: { database: works } });
  });

  it("is one for all who ask at once", async () => {
    let begun = 0;
    const check = async () => {
      begun += 1;
      return works;
    };
    const health = createHealth({ checks: { database: check }, isStopping: () => false, log });
    await Promise.all(Array.from({ length: 1_000 }, () => health.report()));
    expect(begun).toBe(1);
  });

  it("takes a check that throws for failed, which the log alone says why, and a part that does with less for ready", async () => {
    const throws = () => {
      throw new Error("a secret");
    };
    const checks = { database: throws, redis: () => ({ state: "reduced", reason: "away" }) as const };
    expect(await createHealth({ checks, isStopping: () => false, log }).report()).toEqual({
      status: "failing",
      parts: { database: fails("cannot be asked"), redis: { state: "reduced", reason: "away" } },
    });
    expect(log).toHaveBeenCalledExactlyOnceWith("warn", "health_check_failed", {
      part: "database",
      error: "a secret",
      stack: expect.stringContaining("throws"),
    });
    const { redis } = checks;
    expect((await createHealth({ checks: { redis }, isStopping: () => false, log }).report()).status).toBe("ready");
  });
});
