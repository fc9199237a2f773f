import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { chown, lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresBinaries, runProgram } from "./postgres-binaries";

/** Role and database that the application uses; the role may create databases, but is no superuser. */
export const databaseName = "latchkey";

/** macOS allows 103 bytes, Linux 107; PostgreSQL appends the file's name to the folder. */
const maxSocketPathBytes = 103;
const socketFile = ".s.PGSQL.5432";
const impossiblePid = 2 ** 31 - 1;
/** PostgreSQL writes a lock right after it made the file. */
const emptyLockMs = 10_000;

/** Creates the cluster with its role and database in `folder`, unless it is there: made aside and renamed, so that a kill leaves nothing half-made. */
export async function ensureCluster(
  folder: string,
  binaries: PostgresBinaries,
  log: (line: string) => void,
): Promise<void> {
  await removeAbandonedAsides(folder);
  if (await isFile(join(folder, "PG_VERSION"))) return;
  log("Creating the database …");
  const aside = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}`;
  try {
    await makeCluster(aside, binaries);
    await rename(aside, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // another process was faster
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  await syncFolder(join(folder, ".."));
}

async function makeCluster(aside: string, binaries: PostgresBinaries): Promise<void> {
  await mkdir(aside, { mode: 0o700 });
  if (binaries.owner) await chown(aside, binaries.owner.uid, binaries.owner.gid);

  // The built-in C.UTF-8 sorts and folds the same on every system and needs no locale of it.
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  await runProgram(binaries.command("initdb", ["-D", aside, "-U", "postgres", "--auth=trust", ...locale]));
  // No line for TCP: only users who may enter the socket's folder can connect, and they are trusted.
  await writeFile(join(aside, "pg_hba.conf"), "local all all trust\n");
  const sql = `CREATE ROLE ${databaseName} LOGIN CREATEDB;\nCREATE DATABASE ${databaseName} OWNER ${databaseName};\n`;
  const output = await runProgram(binaries.command("postgres", ["--single", "-D", aside, "postgres"]), sql);
  if (/ERROR|FATAL/.test(output)) throw new Error(`the database could not be created: ${output.trim()}`);
}

async function removeAbandonedAsides(folder: string): Promise<void> {
  const parent = join(folder, "..");
  const prefix = `${folder.slice(parent.length + 1)}.`;
  for (const name of await readdir(parent)) {
    const pid = /^(\d+)\.[0-9a-f]{8}$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : "")?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    // An initdb that outlived its parent may still write there; what remains goes at the next start.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Without it a power cut could undo the rename after data in it was already promised to be safe. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A private folder (0700) for the socket: below the data, or in the temporary folder where that path is too long for a socket. */
export async function ensureSocketFolder(dataDir: string, binaries: PostgresBinaries): Promise<string> {
  const uid = binaries.owner?.uid ?? process.getuid?.() ?? 0;
  let folder = join(dataDir, "run");
  if (Buffer.byteLength(join(folder, socketFile)) > maxSocketPathBytes) {
    const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
    folder = join(tmpdir(), `latchkey-${uid}-${hash}`);
  }
  await mkdir(folder, { mode: 0o700 }).then(
    () => (binaries.owner ? chown(folder, binaries.owner.uid, binaries.owner.gid) : undefined),
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  const found = await lstat(folder);
  // In the temporary folder anyone could have put something of that name there before us.
  if (found.uid !== uid && folder.startsWith(join(dataDir, "/")))
    throw new Error(`${folder} belongs to user ${found.uid}; run this as that user, and not as user ${uid}`);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder of user ${uid} with mode 0700; remove it and start again`);
  }
  return folder;
}

/** The process id of the PostgreSQL that runs on this cluster, if one does. */
export async function findPostmaster(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return pid > 0 && isAlive(pid) && (await isPostmasterOf(folder, pid)) ? pid : undefined;
}

const isPostmasterOf = async (folder: string, pid: number) => (await commandLine(pid)).includes(folder);

/**
 * Makes PostgreSQL see that locks of a killed run are stale although their process id now belongs to something else, or
 * the machine went down before one was written. What a server that is starting just now wrote stays as it is. A lock
 * that names a process stays as a file, because PostgreSQL also finds by it whether orphans still hold the old run's
 * shared memory. The socket is PostgreSQL's own to replace, once it holds the lock.
 */
export async function disownStaleLocks(folder: string, socketFolder: string): Promise<void> {
  for (const lock of [join(folder, "postmaster.pid"), join(socketFolder, `${socketFile}.lock`)]) {
    const found = await stat(lock).catch(() => undefined);
    if (!found) continue;
    const text = await readFile(lock, "utf8").catch(() => "");
    if (text === "") {
      if (Date.now() - found.mtimeMs > emptyLockMs) await rm(lock, { force: true });
      continue;
    }
    const pid = Number.parseInt(text, 10);
    if (pid > 0 && isAlive(pid) && !(await isPostmasterOf(folder, pid)))
      await writeFile(lock, text.replace(/^\d+/, String(impossiblePid)));
  }
}

/** Whether a process has this id, also another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return runProgram({
    file: "ps",
    args: ["-o", "command=", "-ww", "-p", String(pid)],
  }).catch(() => "");
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
