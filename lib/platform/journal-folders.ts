import "server-only";
import { mkdir, readdir, readFile, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listJournalFiles } from "./journal-file";

/** Every writer has a folder of its own, named by the writer, in one folder for all writers of a deployment on this disk. */
export type WriterFolder = { writer: string; path: string };

/** Says up to where a writer's files are stored elsewhere: the name and length of the last one. */
const markName = "stored";

/** The writers' folders; none where nothing was ever written. */
export async function listWriters(root: string): Promise<WriterFolder[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => ({ writer: name, path: join(root, name) }));
}

/** Marks a writer's files as stored up to an end; take the end before they are read, as the writer may live after all. */
export async function markStored(folder: string, end: string): Promise<void> {
  if (end === "") return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, markName), end, { mode: 0o600 });
}

/** Whether all of a writer's files are marked as stored. */
export async function isStored(folder: string): Promise<boolean> {
  const mark = await readFile(join(folder, markName), "utf8").catch(() => null);
  return mark !== null && mark === (await endOfJournal(folder));
}

/** Where a writer's files end now, in the words of the mark; "" where there are none. */
export async function endOfJournal(folder: string): Promise<string> {
  const last = (await listJournalFiles(folder)).at(-1);
  if (!last) return "";
  return `${last.firstSequence} ${(await stat(last.path)).size}\n`;
}

export type KeptFiles = {
  /** A writer that lives here, and the first number that it still needs; its newest file is left alone. */
  own: { writer: string; neededFrom: number };
  /** Files that are stored go when they are older. */
  longestMs: number;
  /** The oldest of them go when all together take more. */
  mostBytes: number;
  nowMs: number;
};

/** Removes files that are stored and have had their time; those of writers that are neither our own nor marked as stored stay. */
export async function removeOldFiles(root: string, { own, longestMs, mostBytes, nowMs }: KeptFiles): Promise<void> {
  const removable: { path: string; bytes: number; changedMs: number }[] = [];
  for (const { writer, path: folder } of await listWriters(root)) {
    const files = await listJournalFiles(folder);
    const isOwn = writer === own.writer;
    if (!isOwn && !(await isStored(folder))) continue;
    for (const [index, { path }] of files.entries()) {
      const next = files[index + 1];
      if (isOwn && (!next || next.firstSequence > own.neededFrom)) continue;
      const { size, mtimeMs } = await stat(path);
      // A writer that was silent for a while goes on in its newest file.
      if (next || nowMs - mtimeMs > longestMs) removable.push({ path, bytes: size, changedMs: mtimeMs });
    }
  }
  removable.sort((one, other) => other.changedMs - one.changedMs);
  let bytes = 0;
  for (const file of removable) {
    bytes += file.bytes;
    if (bytes > mostBytes || nowMs - file.changedMs > longestMs) await unlink(file.path);
  }
  await removeEmptyFolders(root, own.writer);
}

async function removeEmptyFolders(root: string, ownWriter: string): Promise<void> {
  for (const { writer, path } of await listWriters(root)) {
    if (writer === ownWriter || !(await readdir(path)).every((name) => name === markName)) continue;
    await unlink(join(path, markName)).catch(unlessGone);
    // A writer that lives after all may have begun a file meanwhile: its folder stays.
    await rmdir(path).catch(unlessGone);
  }
}

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT" && error.code !== "ENOTEMPTY") throw error;
}
