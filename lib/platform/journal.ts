import "server-only";
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { diskWords } from "./disk-words.mjs";
import { encodeGroup, journalFileName, mostGroupBytes } from "./journal-file";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";

/** An append-only file of numbered records, which outlive the process once they are kept. */
export type Journal = {
  /** Notes a record, a text without line breaks; returns its number, counted from 1. It is written at the end of this turn. */
  note(record: string): number;
  /**
   * Undefined when all that was noted is on the disk as far as was promised; else resolves when it is, and rejects when
   * the disk did not take it. Such records stay unwritten.
   */
  kept(): Promise<void> | undefined;
  /** Calls back when the records of a turn were written or lost, before those who wait for them go on. */
  onTurn(listener: () => void): void;
  /** The highest number of a record that the disk did not take; 0 while it took all. */
  lostUpTo(): number;
  /** Why the disk did not take what it was given last, in words of ours; null where it did. */
  problem(): string | null;
  /** How many bytes wait to be released; at `mostBytes` it takes no more. */
  neededBytes(): number;
  /** Tells that records up to a number are stored elsewhere. */
  release(sequence: number): void;
  /** The first number whose file is still needed: what lies in older files is stored elsewhere. */
  neededFrom(): number;
  /** Writes what is noted and closes the file. */
  close(): Promise<void>;
};

export type JournalOptions = {
  /** The writer's own folder; made with the first record. */
  folder: string;
  /** Whether records are kept only when they survive the machine as well (fdatasync). */
  syncs: boolean;
  /** The journal takes no more once so many bytes wait to be released. */
  mostBytes: number;
  log: Log;
  /** A new file is begun after so many bytes. */
  fileBytes?: number;
  /** Called when a new file was begun. */
  onNewFile?: () => void;
};

/** What is noted in one turn. A promise is made only for those who wait. */
type Group = {
  first: number;
  last: number;
  text: string;
  waiting: { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } | undefined;
};

type OpenFile = { descriptor: number; first: number; last: number; bytes: number };

/** The disk is asked again after so long. */
const retryMs = 1_000;

/** Opens a journal. Nothing is read: a writer's folder is its own, and new. */
export function openJournal(options: JournalOptions): Journal {
  const { folder, syncs, mostBytes, log, fileBytes = 16 * 1024 * 1024, onNewFile } = options;
  let next = 1;
  let open: Group | undefined;
  let buffer = Buffer.allocUnsafe(64 * 1024);

  let file: OpenFile | undefined;
  /** Files with records that are not released, oldest first. */
  let needed: Omit<OpenFile, "descriptor">[] = [];
  let lostUpTo = 0;
  let failure: { error: unknown; retryAtMs: number } | undefined;
  /** Written, and not on the medium yet. */
  const unsynced: Group[] = [];
  let syncing: { file: OpenFile; groups: Group[]; closes: boolean } | undefined;
  let tell: () => void = () => undefined;

  function openFile(first: number): OpenFile {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const descriptor = openSync(join(folder, journalFileName(first)), "wx", 0o600);
    if (syncs) for (const parent of [folder, dirname(folder)]) syncFolder(parent);
    return { descriptor, first, last: 0, bytes: 0 };
  }

  function neededBytes(): number {
    return needed.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  function append({ first, last, text }: Group): void {
    if (neededBytes() >= mostBytes) {
      throw new Error(`the journal is full: ${mostBytes} bytes wait to be stored`);
    }
    if (file && file.bytes >= fileBytes && !syncing) endFile(file);
    const isNew = file === undefined;
    const into = file ?? openFile(first);
    file = into;
    if (buffer.length < mostGroupBytes(text)) buffer = Buffer.allocUnsafe(2 * mostGroupBytes(text));
    const length = encodeGroup(buffer, first, text);
    // A disk that is nearly full takes a part, and says why only when it is asked for the rest.
    for (let done = 0; done < length; ) done += writeSync(into.descriptor, buffer, done, length - done);
    into.bytes += length;
    into.last = last;
    if (!needed.includes(into)) needed.push(into);
    if (isNew) onNewFile?.();
  }

  function endFile(ended: OpenFile): void {
    if (syncs) fdatasyncSync(ended.descriptor);
    closeSync(ended.descriptor);
    file = undefined;
  }

  function writeGroup(): void {
    const group = open;
    open = undefined;
    if (!group) return;
    const error = failedToAppend(group);
    tell();
    if (error) {
      lose([group], error.reason);
      return;
    }
    if (failure) log("warn", "journal_resumed", {});
    failure = undefined;
    if (syncs) {
      unsynced.push(group);
      sync();
    } else {
      settle([group]);
    }
  }

  /** Appends a group; says why where the disk does not take it, or did not a moment ago. */
  function failedToAppend(group: Group): { reason: unknown } | undefined {
    if (failure && performance.now() < failure.retryAtMs) return { reason: failure.error };
    try {
      append(group);
      return undefined;
    } catch (error) {
      fail(error);
      return { reason: error };
    }
  }

  function lose(groups: readonly Group[], error: unknown): void {
    for (const { last, waiting } of groups) {
      lostUpTo = Math.max(lostUpTo, last);
      waiting?.reject(error);
    }
  }

  /** Tells once that the disk fails, and goes on in a new file later: nothing comes after a group that is not whole. */
  function fail(error: unknown): void {
    if (!failure) log("error", "journal_failed", { ...errorFields(error) });
    failure = { error, retryAtMs: performance.now() + retryMs };
    lose(unsynced.splice(0), error);
    if (!file) return;
    try {
      if (file.bytes > 0) ftruncateSync(file.descriptor, file.bytes);
      else unlinkSync(join(folder, journalFileName(file.first)));
    } catch {
      // What is there of the group ends the file; readers pass over it.
    }
    // A descriptor that is closed under a sync may be another file's by then.
    if (syncing) syncing.closes = true;
    else closeSync(file.descriptor);
    file = undefined;
  }

  /** One sync at a time; what is written meanwhile shares the next. */
  function sync(): void {
    if (syncing || unsynced.length === 0 || !file) return;
    const run = { file, groups: unsynced.splice(0), closes: false };
    syncing = run;
    fdatasync(file.descriptor, (error) => {
      syncing = undefined;
      if (run.closes) closeSync(run.file.descriptor);
      if (error) {
        fail(error);
        lose(run.groups, error);
      } else {
        settle(run.groups);
        sync();
      }
    });
  }

  function kept(): Promise<void> | undefined {
    const last = open ?? unsynced.at(-1) ?? syncing?.groups.at(-1);
    if (!last) return undefined;
    last.waiting ??= promiseApart();
    return last.waiting.promise;
  }

  return {
    note(record) {
      if (!open) {
        open = { first: next, last: next, text: "", waiting: undefined };
        setImmediate(writeGroup);
      }
      open.text += `${record}\n`;
      open.last = next;
      return next++;
    },
    kept,
    onTurn(listener) {
      tell = listener;
    },
    lostUpTo: () => lostUpTo,
    problem: () => (failure ? (diskWords(failure.error) ?? "the disk does not take it") : null),
    neededBytes,
    release(sequence) {
      if (needed.some(({ last }) => last <= sequence)) needed = needed.filter(({ last }) => last > sequence);
    },
    neededFrom: () => needed[0]?.first ?? file?.first ?? next,
    async close() {
      writeGroup();
      await kept()?.catch(() => undefined);
      if (file) endFile(file);
    },
  };
}

function promiseApart(): NonNullable<Group["waiting"]> {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}

function settle(groups: readonly Group[]): void {
  for (const { waiting } of groups) waiting?.resolve();
}

/** A new file's name is on the medium only when its folder is. */
function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
