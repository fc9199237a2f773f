/** What a scenario runs on: PostgreSQL, Redis and server processes of its own, each of which it may kill, pause and restart. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../scripts/free-port.mjs";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { pause } from "./clients.mjs";
import { startProcess, startRefused } from "./processes.mjs";
import { registerAdmin } from "./tenants.mjs";

/** Starts PostgreSQL on a folder of its own; it is started again by itself whenever it ends. */
export async function openPostgres(dataDir) {
  const { startEmbeddedPostgres } = await loadTypeScript("lib/platform/embedded-postgres.ts");
  const quiet = () => undefined;
  // Durable: what survives a kill is what these tests are about.
  const server = await startEmbeddedPostgres({ dataDir, events: quiet });
  // Not above: the command that asks for this installs the packages first.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: server.connectionString, max: 2, connectionTimeoutMillis: 60_000 });
  pool.on("error", quiet);
  return {
    url: server.connectionString,
    pool,
    async postmaster() {
      return Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
    },
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

/** A redis-server that keeps nothing on disk unless told to; `restart` brings it back on the same port. */
export async function startRedis(room, { persistent = false } = {}) {
  const port = await freePort();
  const dir = join(room, `redis-${port}`);
  await mkdir(dir, { recursive: true });
  const keeping = persistent ? ["--appendonly", "yes", "--appendfsync", "everysec"] : ["--appendonly", "no"];
  let child;
  const launch = async () => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", ...keeping];
    child = spawn("redis-server", options, { stdio: "ignore" });
    await accepting(port);
  };
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  await launch();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    signal: (signal) => child.kill(signal),
    end,
    launch,
    async restart(signal = "SIGKILL") {
      await end(signal);
      await launch();
    },
    /** Sends one command, its words apart from each other by single spaces. */
    command: (text) => redisCommand(port, text),
    stop: () => end("SIGKILL"),
  };
}

async function accepting(port) {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const opened = await Promise.race([once(socket, "connect"), once(socket, "error")]).then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (opened) return;
    await pause(20);
  }
}

/** Redis takes a command as a line of text and answers in kind. */
async function redisCommand(port, text) {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${text}\r\n`);
  const [reply] = await once(socket, "data");
  socket.destroy();
  return reply.toString().trim();
}

/**
 * A deployment of `count` processes, on one machine but otherwise as on many: with Redis for more than one, and with an
 * administrator.
 */
export async function openDeployment({ room, count, persistent = false, environment = {} }) {
  const folder = join(room, `deployment-${Math.random().toString(36).slice(2, 8)}`);
  await mkdir(folder, { recursive: true });
  const postgres = await openPostgres(join(folder, "db"));
  const redis = count > 1 ? await startRedis(folder, { persistent }) : null;
  const settings = {
    DATABASE_URL: postgres.url,
    LATCHKEY_DATA_DIR: join(folder, "data"),
    TRUSTED_PROXIES: "127.0.0.1/32",
    PUBLIC_URL: "http://localhost",
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...environment,
  };
  const processes = [];
  const stop = async () => {
    for (const one of processes) {
      one.signal("SIGCONT");
      await one.end("SIGKILL");
    }
    await redis?.stop();
    await postgres.stop();
  };
  try {
    for (let n = 0; n < count; n++) processes.push(await startProcess(settings));
    const admin = await registerAdmin({ port: processes[0].port, pool: postgres.pool });
    return {
      postgres,
      redis,
      processes,
      settings,
      admin,
      /** The processes that are up, by their ports. */
      ports: () => processes.filter(({ up }) => up).map(({ port }) => port),
      at: { port: processes[0].port, admin },
      startRefused: (changed) => startRefused({ ...settings, ...changed }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
