import "server-only";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { ZipFile } from "yazl";
import { type BackupManifest, entryOf, manifestEntry, type SavedTable } from "./backup-format";
import { fingerprintOf, listed, plainForms, quoted, type StoredTable, tablesToSave } from "./backup-tables";
import { digestStream } from "./digest-stream";
import { sealWithPassphrase } from "./passphrase";

export type BackupOptions = {
  connectionString: string;
  /** Where the archive comes to lie; nothing may be there yet. */
  file: string;
  productVersion: string;
  /** What the deployment cannot do without beside its database, and the passphrase that seals it; null leaves it out. */
  secrets: { values: Readonly<Record<string, string>>; passphrase: string } | null;
  progress?: ((line: string) => void) | undefined;
};

/** What was written. */
export type BackupSummary = { file: string; bytes: number; tables: number; rows: number };

/** There is no archive to be had under this name, whatever the database holds. */
export class NoSuchPlace extends Error {
  override name = "NoSuchPlace";
}

/**
 * Writes all that a deployment's database holds into one archive (ZIP), as of one moment, while the product runs. It
 * needs no other tool. The archive appears under its name once it is whole and on the disk. Rejects with a sentence for
 * the operator, leaving nothing.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupSummary> {
  const { file, secrets } = options;
  if (await stat(file).catch(() => null)) throw new Error(`${file} exists already; name another file`);
  const sealed = secrets && (await sealWithPassphrase(JSON.stringify(secrets.values), secrets.passphrase));
  const unfinished = `${file}.unfinished`;
  const handle = await openUnfinished(unfinished);
  try {
    const manifest = await writeArchive(handle, options, sealed);
    await rename(unfinished, file);
    const { size } = await stat(file);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { file, bytes: size, tables: manifest.tables.length, rows };
  } catch (error) {
    await handle.close().catch(() => undefined); // The stream that wrote to it may have closed it.
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** One backup alone writes it: a second one to the same name must neither mix with it nor remove it. */
async function openUnfinished(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new NoSuchPlace(
        `another backup writes ${path}, or one was cut short: remove it then, or name another file`,
      );
    const refusal = code && refusals[code];
    throw refusal ? new NoSuchPlace(`${dirname(path)} ${refusal}; name a file elsewhere`) : error;
  }
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: "lets this user write nothing",
  EPERM: "lets this user write nothing",
  EROFS: "is for reading alone",
  ENOENT: "takes no file",
  ENOTDIR: "is no folder",
};

async function writeArchive(
  handle: FileHandle,
  options: BackupOptions,
  sealed: string | null,
): Promise<BackupManifest> {
  const client = new pg.Client({ connectionString: options.connectionString, application_name: "latchkey backup" });
  client.on("error", () => undefined); // The statement under way rejects with it.
  await client.connect();
  try {
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    await client.query(plainForms);
    const zip = new ZipFile();
    const writing = pipeline(zip.outputStream, handle.createWriteStream({ flush: true }));
    // It is awaited below; until then a full disk is no unhandled rejection.
    writing.catch(() => undefined);
    const manifest = await addEntries(zip, client, options, sealed, writing);
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), manifestEntry);
    zip.end();
    await writing;
    await client.query("COMMIT");
    return manifest;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function addEntries(
  zip: ZipFile,
  client: pg.Client,
  { productVersion, progress }: BackupOptions,
  sealed: string | null,
  writing: Promise<void>,
): Promise<BackupManifest> {
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations"
      WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`,
  );
  const tables: SavedTable[] = [];
  for (const table of await tablesToSave(client)) {
    const fingerprint = await fingerprintOf(client, table);
    tables.push({ ...(await Promise.race([addTable(zip, client, table), failureOf(writing)])), fingerprint });
    progress?.(`${table.name}: ${tables.at(-1)?.rows.toLocaleString("en")} rows`);
  }
  const { rows: sequences } = await client.query<{ name: string }>(
    "SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1",
  );
  const values: BackupManifest["sequences"] = [];
  for (const { name } of sequences) {
    const { rows } = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${quoted(name)}`,
    );
    if (rows[0]) values.push({ name, ...rows[0] });
  }
  const made_at = new Date().toISOString();
  return {
    format: 1,
    product_version: productVersion,
    made_at,
    migrations,
    tables,
    sequences: values,
    secrets: sealed,
  };
}

/** Streams one table into the archive; what the disk does not take in time, PostgreSQL does not send. */
async function addTable(zip: ZipFile, client: pg.Client, table: StoredTable): Promise<Omit<SavedTable, "fingerprint">> {
  const rows = client.query(copyTo(`COPY ${quoted(table.name)} (${listed(table.columns)}) TO STDOUT`));
  const { stream, digest } = digestStream();
  zip.addReadStream(stream, entryOf(table));
  await pipeline(rows, stream);
  return { name: table.name, columns: [...table.columns], rows: rows.rowCount ?? 0, ...digest() };
}

/** Rejects when the archive cannot be written; nothing would take what a table has to send then. */
async function failureOf(writing: Promise<void>): Promise<never> {
  await writing;
  throw new Error("the archive ended before its last table");
}
