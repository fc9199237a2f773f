import "server-only";
import { type Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { BackupManifest, entryOf, manifestEntry, type SavedTable } from "./backup-format";
import { digestStream } from "./digest-stream";
import { assertKnownMigrations } from "./migrate";

/** An archive that is being read. */
export type OpenBackup = {
  manifest: BackupManifest;
  /** Writes a table's rows, in COPY's text form; rejects at their end where they are not what was saved. */
  copyRows(table: SavedTable, destination: Writable): Promise<void>;
  close(): void;
};

/** Opens an archive and reads what it says of itself. Rejects with a sentence for the operator. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const zip = await openPromise(file, { autoClose: false }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  try {
    const entries = await entriesOf(zip).catch((error: Error) => {
      throw damaged(file, "its list of files", error);
    });
    const sourceOf = async (name: string) => {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${file} lacks ${name}: it is no backup, or not whole`);
      return zip.openReadStreamPromise(entry).catch((error: Error) => {
        throw damaged(file, name, error);
      });
    };
    const manifest = await readManifest(sourceOf, entries.get(manifestEntry)?.crc32, file);
    return {
      manifest,
      async copyRows(table, destination) {
        const { stream, digest } = digestStream();
        const source = await sourceOf(entryOf(table));
        let readError: Error | undefined;
        source.once("error", (error) => (readError = error));
        await pipeline(source, stream, destination).catch((error: Error) => {
          throw readError ? damaged(file, entryOf(table), readError) : error;
        });
        const { bytes, sha256 } = digest();
        if (bytes !== table.bytes || sha256 !== table.sha256)
          throw damaged(file, entryOf(table), new Error("its checksum differs from that of what was saved"));
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/**
 * Opens an archive and reads every entry to its end, so that one that is damaged or too new is refused before anything is
 * made for it.
 */
export async function openWholeBackup(file: string, progress?: (line: string) => void): Promise<OpenBackup> {
  const backup = await openBackup(file);
  try {
    progress?.("Comparing checksums …");
    await assertKnownMigrations(backup.manifest.migrations);
    for (const table of backup.manifest.tables) {
      await backup.copyRows(table, new Writable({ write: (_chunk, _encoding, done) => done() }));
    }
    return backup;
  } catch (error) {
    backup.close();
    throw error;
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): Error {
  const words =
    error.code === "ENOENT" ? `there is no file ${file}` : `${file} is no backup, or is damaged: ${error.message}`;
  return new Error(words, { cause: error });
}

function damaged(file: string, part: string, error: Error): Error {
  const words = `${file} is damaged in ${part} (${error.message}): nothing was restored; take another archive`;
  return new Error(words, { cause: error });
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

/** The manifest holds the checksums of all else; its own is the archive's. */
async function readManifest(
  sourceOf: (name: string) => Promise<Readable>,
  checksum: number | undefined,
  file: string,
): Promise<BackupManifest> {
  const source = await sourceOf(manifestEntry);
  const json: unknown = await buffer(source)
    .then((bytes) => {
      if (crc32(bytes) !== checksum) throw new Error("its checksum differs from that of what was saved");
      return JSON.parse(bytes.toString("utf8"));
    })
    .catch((error: Error) => {
      throw damaged(file, manifestEntry, error);
    });
  const parsed = BackupManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file} cannot be read by this version: ${issue?.path.join(".")} ${issue?.message}`);
}
