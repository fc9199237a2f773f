import "server-only";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { BackupManifest, entryOf, manifestEntry, type SavedTable } from "./backup-format";
import { digestStream } from "./digest-stream";

/** An archive that is being read. */
export type OpenBackup = {
  manifest: BackupManifest;
  /** Writes a table's rows, in COPY's text form; rejects at their end where they are not what was saved. */
  copyRows(table: SavedTable, destination: Writable): Promise<void>;
  close(): void;
};

/** Opens an archive and reads what it says of itself. Rejects with a sentence for the operator. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const zip = await openPromise(file, { autoClose: false }).catch((error: Error) => {
    throw new Error(`${file} is no backup that can be read: ${error.message}`, { cause: error });
  });
  try {
    const entries = await entriesOf(zip);
    const sourceOf = (name: string) => {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${file} lacks ${name}: it is no backup, or not whole`);
      return zip.openReadStreamPromise(entry);
    };
    const manifest = manifestOf(await text(await sourceOf(manifestEntry)), file);
    return {
      manifest,
      async copyRows(table, destination) {
        const { stream, digest } = digestStream();
        await pipeline(await sourceOf(entryOf(table)), stream, destination);
        const { bytes, sha256 } = digest();
        if (bytes !== table.bytes || sha256 !== table.sha256)
          throw new Error(`${entryOf(table)} in ${file} is not what was saved: its checksum differs`);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Reads every entry to its end; rejects with the first whose checksum differs. */
export async function checkBackup({ manifest, copyRows }: OpenBackup): Promise<void> {
  for (const table of manifest.tables) {
    await copyRows(table, new Writable({ write: (_chunk, _encoding, done) => done() }));
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

function manifestOf(json: string, file: string): BackupManifest {
  const parsed = BackupManifest.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file} cannot be read by this version: ${issue?.path.join(".")} ${issue?.message}`);
}
