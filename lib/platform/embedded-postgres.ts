import "server-only";
import { spawn } from "node:child_process";
import { open, readFile, rename, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { jsonLog, type Log } from "./log";
import { makeFolder } from "./make-folder.mjs";
import { findPostgresBinaries, type PostgresBinaries, postgresEnvironment } from "./postgres-binaries";
import { databaseName, disownStaleLocks, ensureCluster, ensureSocketFolder, findPostmaster } from "./postgres-cluster";
import { keepSeat } from "./postgres-keeper";
import { leaveSeat, takeSeat } from "./postgres-seat";

export type EmbeddedPostgres = {
  connectionString: string;
  /** Leaves; the last process to leave stops the server and waits until its files are on disk. */
  stop(): Promise<void>;
};

type Options = {
  dataDir: string;
  /** Told what takes long, for a console. */
  log?: (line: string) => void;
  /** How to run when we are root; found out when not given. */
  asRoot?: "namespace" | "nobody" | undefined;
  /** Told when the server ended and was started again. */
  events?: Log;
  /** False: nothing waits for the disk, and a crash of the machine may lose everything; for data that is thrown away. */
  isDurable?: boolean;
};

const startTimeoutMs = 60_000;
const maxLogBytes = 10 * 1024 * 1024;

const settings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  max_connections: "100",
  shared_buffers: "64MB",
  max_wal_size: "512MB",
  // Fewer processes: nothing here needs logical replication, parallel queries or asynchronous reads.
  max_logical_replication_workers: "0",
  max_parallel_workers: "0",
  io_method: "sync",
  jit: "off",
  log_checkpoints: "off",
};

const throwAwaySettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** What it takes to run a server on a data folder. */
type Site = {
  settings: Record<string, string>;
  binaries: PostgresBinaries;
  cluster: string;
  socketFolder: string;
  logFile: string;
  connectionString: string;
};

/**
 * Starts the PostgreSQL that npm installed on `dataDir`, or joins the one that already runs there (an orphan of a
 * killed run, or one that another process uses). It is started again whenever it ends before `stop`. Rejects with the
 * end of PostgreSQL's log when it does not come up at first.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  await makeFolder(dataDir);
  const cluster = join(dataDir, "postgres");
  const binaries = await findPostgresBinaries(dataDir, options.asRoot);
  await ensureCluster(cluster, binaries, log);
  const socketFolder = await ensureSocketFolder(dataDir, binaries);
  const connectionString = `postgresql://${databaseName}@localhost/${databaseName}?host=${encodeURIComponent(socketFolder)}`;
  const isDurable = options.isDurable ?? true;
  const site = {
    settings: isDurable ? settings : { ...settings, ...throwAwaySettings },
    binaries,
    cluster,
    socketFolder,
    logFile: join(dataDir, "postgres.log"),
    connectionString,
  };

  const endKeeping = keepSeat(await openSeat(site), () => openSeat(site), options.events ?? jsonLog);
  let left: Promise<void> | undefined;
  const leave = async () => {
    const seat = await endKeeping();
    if (seat) await leaveSeat(seat, cluster);
  };
  return {
    connectionString,
    stop() {
      left ??= leave();
      return left;
    },
  };
}

/** Takes a seat at the server, which is started first when none runs. */
async function openSeat(site: Site): Promise<pg.Client> {
  const { cluster, socketFolder, logFile, connectionString } = site;
  const giveUpAt = Date.now() + startTimeoutMs;
  let launched: { exited: boolean; logStart: number } | undefined;
  for (;;) {
    const seat = await takeSeat(connectionString);
    if (seat) return seat;
    if (Date.now() > giveUpAt) throw new Error(`PostgreSQL did not answer at ${socketFolder} in time; see ${logFile}`);
    if (!launched || launched.exited) {
      if (launched?.exited) await explainExit(logFile, launched.logStart);
      if (!(await findPostmaster(cluster))) {
        await disownStaleLocks(cluster, socketFolder);
        launched = await launch(site);
      }
    }
    await wait(20);
  }
}

async function launch({ settings, binaries, cluster, socketFolder, logFile }: Site) {
  const logSize = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (logSize > maxLogBytes) await rename(logFile, `${logFile}.1`);
  const all = {
    ...settings,
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = binaries.command("postgres", ["-D", cluster, ...flags]);
  const output = await open(logFile, "a", 0o600);
  try {
    // Detached, so that Ctrl-C in the terminal reaches us alone and we stop it after our last write.
    const child = spawn(command.file, command.args, {
      cwd: "/",
      uid: command.uid,
      gid: command.gid,
      detached: true,
      stdio: ["ignore", output.fd, output.fd],
      env: postgresEnvironment,
    });
    const launched = {
      exited: false,
      logStart: logSize > maxLogBytes ? 0 : logSize,
    };
    child.on("error", () => (launched.exited = true));
    child.on("exit", () => (launched.exited = true));
    child.unref();
    return launched;
  } finally {
    await output.close();
  }
}

const anotherIsStarting =
  /lock file "[^"]+" (already exists|is empty)|could not (open|read|remove old) lock file|shared memory block|is already in use/;

/** Returns when another try can help: another process was faster, or a killed server's children are not gone yet. */
async function explainExit(logFile: string, logStart: number): Promise<void> {
  const lines = (await readFile(logFile)).subarray(logStart).toString().trim();
  if (anotherIsStarting.test(lines)) return wait(100);
  throw new Error(`PostgreSQL did not start: ${lines.split("\n").slice(-3).join(" ")}`);
}
