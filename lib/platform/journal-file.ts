import "server-only";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/**
 * The format of a journal's files: groups of records, each group with its length, its CRC-32 and the number of its first
 * record. A record is a line of text. What follows a group that is not whole was never finished, and counts for nothing.
 */
const headerBytes = 16;
/** The checksum is of all that comes after it: number and records. */
const checkedFrom = 8;

const fileName = /^(\d{16})\.log$/;
/** As far as a double counts without gaps; also in the names of files. */
const digits = 16;

/** The name of the file whose first record has this number. */
export function journalFileName(firstSequence: number): string {
  return `${String(firstSequence).padStart(digits, "0")}.log`;
}

/** How many bytes a group of records takes at most. */
export function mostGroupBytes(text: string): number {
  return headerBytes + 3 * text.length;
}

/** Writes a group to the start of `buffer`, which is large enough; returns its length. Every record of `text` ends with a line break. */
export function encodeGroup(buffer: Buffer, firstSequence: number, text: string): number {
  const end = headerBytes + buffer.write(text, headerBytes, "utf8");
  buffer.writeUInt32LE(end, 0);
  buffer.writeDoubleLE(firstSequence, checkedFrom);
  buffer.writeUInt32LE(crc32(buffer.subarray(checkedFrom, end)), 4);
  return end;
}

export type JournalRecord = { sequence: number; text: string };

/** The records of a file's whole groups, in their order. */
export function* decodeGroups(bytes: Buffer): Generator<JournalRecord> {
  for (let start = 0; start + headerBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(start);
    if (length <= headerBytes || start + length > bytes.length) return;
    const group = bytes.subarray(start, start + length);
    if (crc32(group.subarray(checkedFrom)) !== group.readUInt32LE(4)) return;
    let sequence = group.readDoubleLE(checkedFrom);
    // The text after the last line break is empty.
    for (const text of group.toString("utf8", headerBytes).split("\n").slice(0, -1))
      yield { sequence: sequence++, text };
    start += length;
  }
}

/** The files of one writer's folder, oldest first; none where there is no such folder. */
export async function listJournalFiles(folder: string): Promise<{ path: string; firstSequence: number }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const first = fileName.exec(name)?.[1];
      return first === undefined ? [] : [{ path: join(folder, name), firstSequence: Number(first) }];
    })
    .sort((one, other) => one.firstSequence - other.firstSequence);
}

/** The records of one writer's folder after a number, oldest first; a file at a time is in memory. */
export async function* readJournal(folder: string, afterSequence = 0): AsyncGenerator<JournalRecord> {
  const files = await listJournalFiles(folder);
  for (const [index, { path }] of files.entries()) {
    const next = files[index + 1];
    if (next && next.firstSequence <= afterSequence + 1) continue;
    for (const record of decodeGroups(await readFile(path))) if (record.sequence > afterSequence) yield record;
  }
}
