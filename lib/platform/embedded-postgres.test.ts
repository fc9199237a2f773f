import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";
import { disownStaleLocks, findPostmaster } from "./postgres-cluster";

const isRoot = process.getuid?.() === 0;
let room: string;
/** A data folder as the first start leaves it: copying it is much faster than making another. */
let firstDataDir: string;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), "pg-"));
  firstDataDir = join(room, "first");
  await (await startEmbeddedPostgres({ dataDir: firstDataDir })).stop();
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

afterAll(() => rm(room, { recursive: true, force: true }));

async function dataFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(room, "d-"));
  await cp(firstDataDir, dataDir, { recursive: true });
  return dataDir;
}

async function start(dataDir: string, asRoot?: "namespace" | "nobody"): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, asRoot });
  undo.push(server.stop);
  return server;
}

async function query<Row extends pg.QueryResultRow>(server: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the server and collects what it reports. */
async function startWithEvents(dataDir: string): Promise<{ server: EmbeddedPostgres; events: string[] }> {
  const events: string[] = [];
  const server = await startEmbeddedPostgres({ dataDir, events: (_, event) => events.push(event) });
  undo.push(server.stop);
  return { server, events };
}

const patient = { timeout: 30_000, interval: 10 };

async function killPostgres(dataDir: string): Promise<void> {
  const pid = await postmaster(dataDir);
  if (!pid) throw new Error("PostgreSQL does not run");
  process.kill(pid, "SIGKILL");
}

const postmaster = (dataDir: string) => findPostmaster(join(dataDir, "postgres"));

/** Another process that starts the server and then does nothing. */
function startElsewhere(dataDir: string): ChildProcess {
  const script = `
    const { loadTypeScript } = await import("./scripts/load-typescript.mjs");
    const { startEmbeddedPostgres } = await loadTypeScript("lib/platform/embedded-postgres.ts");
    await startEmbeddedPostgres({ dataDir: process.argv[1], log: console.log });
    console.log("up");
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  undo.push(async () => child.kill("SIGKILL"));
  return child;
}

async function outputOf(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    if (output.includes(text)) return;
  }
  throw new Error(`the process ended without saying ${text}: ${output}`);
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

describe("the server", () => {
  test("is reachable by its socket alone, keeps its promises on disk, and the application is no superuser", async () => {
    const [row] = await query(
      await start(await dataFolder()),
      `SELECT current_setting('listen_addresses') AS tcp, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit, current_setting('timezone') AS zone,
              current_setting('server_encoding') AS encoding, lower('ÄÖ') AS folded, rolsuper AS super
       FROM pg_roles WHERE rolname = current_user`,
    );
    expect(row).toEqual({
      tcp: "",
      fsync: "on",
      commit: "on",
      zone: "UTC",
      encoding: "UTF8",
      folded: "äö",
      super: false,
    });
  });

  test("keeps what was written over a stop and a start, and is gone after the stop", async () => {
    const dataDir = await dataFolder();
    const first = await start(dataDir);
    await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    expect(await postmaster(dataDir)).toBeUndefined();
    expect(await query(await start(dataDir), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  test("runs as our own user, also as root, with and without user namespaces", async () => {
    for (const asRoot of isRoot ? (["namespace", "nobody"] as const) : [undefined]) {
      // Not below the test's own folder, which only its owner may enter.
      const dataDir = await mkdtemp("/tmp/latchkey-test-");
      undo.push(() => rm(dataDir, { recursive: true, force: true }));
      await chmod(dataDir, 0o711);
      const server = await start(dataDir, asRoot);
      expect(await query(server, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      await server.stop();
    }
  });

  test("says what PostgreSQL logged when it cannot start", async () => {
    const dataDir = await dataFolder();
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "12\n");
    await expect(start(dataDir)).rejects.toThrow(/PostgreSQL did not start: .*not compatible/);
  });
});

describe("several processes", () => {
  test("share one server, and the last to leave stops it", async () => {
    const dataDir = await dataFolder();
    const [first, second] = await Promise.all([start(dataDir), start(dataDir)]);
    const pid = await postmaster(dataDir);
    await first.stop();
    expect(await postmaster(dataDir)).toBe(pid);
    expect(await query(second, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await second.stop();
    expect(await postmaster(dataDir)).toBeUndefined();
  });

  test("that look for a killed run's locks leave alone those of the server that another of them has just started", async () => {
    const dataDir = await dataFolder();
    await start(dataDir);
    const pid = await postmaster(dataDir);
    await disownStaleLocks(join(dataDir, "postgres"), join(dataDir, "run"));
    const second = await start(dataDir);
    expect(await postmaster(dataDir)).toBe(pid);
    expect(await query(second, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("that meet while PostgreSQL has made its lock and not written it yet wait for what becomes of it", async () => {
    const dataDir = await dataFolder();
    const lock = join(dataDir, "postgres", "postmaster.pid");
    await writeFile(lock, "");
    const starting = start(dataDir);
    const logged = () => readFile(join(dataDir, "postgres.log"), "utf8");
    await vi.waitFor(async () => expect(await logged()).toContain('"postmaster.pid" is empty'), patient);
    await rm(lock);
    expect(await query(await starting, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("that leave at the same moment leave nothing running", async () => {
    const dataDir = await dataFolder();
    const servers = await Promise.all([start(dataDir), start(dataDir), start(dataDir)]);
    await Promise.all(servers.map((server) => server.stop()));
    expect(await postmaster(dataDir)).toBeUndefined();
  });

  test("that make the first start at once end up with one whole cluster", async () => {
    const dataDir = await mkdtemp(join(room, "both-"));
    const [first, second] = await Promise.all([start(dataDir), start(dataDir)]);
    await query(first, "CREATE TABLE seen (by text)");
    expect(await query(second, "SELECT count(*)::int AS rows FROM seen")).toEqual([{ rows: 0 }]);
    expect((await readdir(dataDir)).sort()).toEqual(["postgres", "postgres.log", "run"]);
  });
});

describe("after a kill", () => {
  test("the orphan that still answers is used again, and stopped in the end", async () => {
    const dataDir = await dataFolder();
    const killed = startElsewhere(dataDir);
    await outputOf(killed, "up");
    const orphan = await postmaster(dataDir);
    await killAndWait(killed);
    expect(await postmaster(dataDir)).toBe(orphan);

    const server = await start(dataDir);
    expect(await postmaster(dataDir)).toBe(orphan);
    await server.stop();
    expect(await postmaster(dataDir)).toBeUndefined();
  });

  test("of PostgreSQL itself, it is started again with all that was committed, and one line says so", async () => {
    const dataDir = await dataFolder();
    const { server, events } = await startWithEvents(dataDir);
    await query(server, "CREATE TABLE kept AS SELECT 7 AS answer");
    for (let kill = 1; kill <= 2; kill++) {
      await killPostgres(dataDir);
      await vi.waitFor(() => expect(events).toEqual(Array(kill).fill("embedded_postgres_restarted")), patient);
      expect(await query(server, "SELECT answer FROM kept")).toEqual([{ answer: 7 }]);
    }
    await server.stop();
    expect(await postmaster(dataDir)).toBeUndefined();
  });

  test("of PostgreSQL itself, it is tried until it starts again", async () => {
    const dataDir = await dataFolder();
    const { server, events } = await startWithEvents(dataDir);
    const versionFile = join(dataDir, "postgres", "PG_VERSION");
    const version = await readFile(versionFile);
    await writeFile(versionFile, "12\n");
    await killPostgres(dataDir);
    await vi.waitFor(() => expect(events).toEqual(["embedded_postgres_not_restarted"]), patient);
    await writeFile(versionFile, version);
    await vi.waitFor(() => expect(events.slice(1)).toEqual(["embedded_postgres_restarted"]), patient);
    expect(await query(server, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("of PostgreSQL itself, a stop in that moment leaves nothing running", async () => {
    const dataDir = await dataFolder();
    const { server } = await startWithEvents(dataDir);
    await killPostgres(dataDir);
    await server.stop();
    expect(await postmaster(dataDir)).toBeUndefined();
  });

  test("locks whose process id now belongs to something else do not keep it from starting", async () => {
    const dataDir = await dataFolder();
    // Not our own process: PostgreSQL forgives a lock that names its parent.
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
    undo.push(async () => stranger.kill("SIGKILL"));
    const folders = [join(dataDir, "postgres"), join(dataDir, "run")];
    const lock = [stranger.pid, folders[0], 1_700_000_000, 5432, folders[1], "", "   1234567         0", "ready   "];
    await writeFile(join(dataDir, "postgres", "postmaster.pid"), `${lock.join("\n")}\n`);
    await writeFile(join(dataDir, "run", ".s.PGSQL.5432.lock"), `${stranger.pid}\n${folders[0]}\n`);
    expect(await query(await start(dataDir), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("of the whole machine before a lock was written, the empty lock does not keep it from starting", async () => {
    const dataDir = await dataFolder();
    const lock = join(dataDir, "postgres", "postmaster.pid");
    await writeFile(lock, "");
    const before = Date.now() / 1_000 - 60;
    await utimes(lock, before, before);
    expect(await query(await start(dataDir), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("in the middle of the first start, the next start begins anew", async () => {
    const dataDir = await mkdtemp(join(room, "killed-"));
    const killed = startElsewhere(dataDir);
    await vi.waitFor(
      async () => expect((await readdir(dataDir)).some((name) => name.startsWith("postgres."))).toBe(true),
      { timeout: 15_000, interval: 5 },
    );
    await killAndWait(killed);
    expect(await readdir(dataDir)).not.toContain("postgres");
    expect(await query(await start(dataDir), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("the socket's folder", () => {
  test("is private, and one that others may enter or own is refused", async () => {
    const dataDir = await dataFolder();
    const server = await start(dataDir);
    expect((await stat(join(dataDir, "run"))).mode & 0o777).toBe(0o700);
    await server.stop();
    await chmod(join(dataDir, "run"), 0o755);
    await expect(start(dataDir)).rejects.toThrow(/mode 0700/);
    // Only root can give a folder away.
    if (!isRoot) return;
    await chown(join(dataDir, "run"), 4242, 4242);
    await expect(start(dataDir)).rejects.toThrow("belongs to user 4242; run this as that user, and not as user 0");
  });

  test("is a short private one where the data folder's path is too long for a socket", async () => {
    const dataDir = join(room, "x".repeat(100), "data");
    await mkdir(dirname(dataDir));
    await cp(firstDataDir, dataDir, { recursive: true });
    const server = await start(dataDir);
    const folder = new URL(server.connectionString).searchParams.get("host") ?? "";
    undo.unshift(() => rm(folder, { recursive: true, force: true }));
    expect(folder.length).toBeLessThan(90);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await query(server, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("is the only way in: no rule admits a connection from elsewhere", async () => {
    const dataDir = await dataFolder();
    expect(await readFile(join(dataDir, "postgres", "pg_hba.conf"), "utf8")).toBe("local all all trust\n");
  });
});
