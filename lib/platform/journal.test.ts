import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "@/scripts/load-typescript.mjs";
import { type JournalOptions, openJournal } from "./journal";
import { readJournal } from "./journal-file";
import { endOfJournal, isStored, markStored, removeOldFiles } from "./journal-folders";
import { nextTurn } from "./pace";

let root: string;
let made = 0;
let logged: string[];
const log = (_level: string, event: string) => void logged.push(event);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "journal-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(() => {
  logged = [];
});

function openNew(options: Partial<JournalOptions> = {}) {
  const folder = join(root, `writer-${made++}`);
  return { folder, journal: openJournal({ folder, syncs: false, mostBytes: 1e9, log, ...options }) };
}

async function recordsOf(folder: string, after = 0): Promise<string[]> {
  const found: string[] = [];
  for await (const { sequence, text } of readJournal(folder, after)) found.push(`${sequence} ${text}`);
  return found;
}

describe.each([false, true])("a journal whose answers wait for the medium: %s", (syncs) => {
  it("gives back what was noted, numbered and in order, once it is kept", async () => {
    const { folder, journal } = openNew({ syncs });
    expect(journal.kept()).toBeUndefined();
    expect([journal.note("one"), journal.note("größer, 𝟚"), journal.note("")]).toEqual([1, 2, 3]);
    await journal.kept();
    expect(await recordsOf(folder)).toEqual(["1 one", "2 größer, 𝟚", "3 "]);
    expect(journal.kept()).toBeUndefined();
    journal.note("four");
    await journal.close();
    expect(await recordsOf(folder, 2)).toEqual(["3 ", "4 four"]);
  });

  it("begins new files as it grows, and reads on across them", async () => {
    const { folder, journal } = openNew({ syncs, fileBytes: 500 });
    for (let count = 1; count <= 200; count++) {
      journal.note(`record ${count}`);
      if (count % 3 === 0) await journal.kept();
    }
    await journal.close();
    expect((await readdir(folder)).length).toBeGreaterThan(5);
    expect(await recordsOf(folder)).toEqual(
      Array.from({ length: 200 }, (_, index) => `${index + 1} record ${index + 1}`),
    );
    expect(await recordsOf(folder, 150)).toHaveLength(50);
  });
});

it("a group is written whole or counts for nothing, at whatever byte it was torn", async () => {
  const { folder, journal } = openNew();
  journal.note("first");
  await journal.kept();
  const file = join(folder, (await readdir(folder))[0] ?? "");
  const whole = (await stat(file)).size;
  journal.note("second");
  journal.note("third");
  await journal.close();
  const end = (await stat(file)).size;
  const torn = join(root, "torn");
  await mkdir(torn);
  for (let length = whole; length < end; length++) {
    await copyFile(file, join(torn, "0000000000000001.log"));
    await truncate(join(torn, "0000000000000001.log"), length);
    expect([length, await recordsOf(torn)]).toEqual([length, ["1 first"]]);
  }
  // What a machine that lost power may leave: the length was written, the bytes were not; or one of them was not.
  const bytes = await readFile(file);
  for (let at = whole; at < end; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x41;
    await writeFile(join(torn, "0000000000000001.log"), changed);
    expect([at, await recordsOf(torn)]).toEqual([at, ["1 first"]]);
  }
});

it("takes no more than it may while nothing is stored elsewhere, says so once, and goes on when it is", async () => {
  const { folder, journal } = openNew({ mostBytes: 300 });
  const line = "x".repeat(140);
  for (let count = 0; count < 2; count++) {
    journal.note(line);
    await journal.kept();
  }
  for (let count = 0; count < 3; count++) {
    journal.note(line);
    await expect(journal.kept()).rejects.toThrow("full");
  }
  expect([logged, journal.lostUpTo()]).toEqual([["journal_failed"], 5]);
  journal.release(2);
  await expect
    .poll(
      async () => {
        journal.note("after");
        return journal.kept()?.then(
          () => "kept",
          () => "lost",
        );
      },
      { timeout: 5_000 },
    )
    .toBe("kept");
  expect(logged).toEqual(["journal_failed", "journal_resumed"]);
  expect((await recordsOf(folder)).map((record) => record.replace(/^\d+ /, "").slice(0, 5))).toEqual([
    "xxxxx",
    "xxxxx",
    "after",
  ]);
  await journal.close();
});

it("on a disk that takes no more, says which records it lost, keeps those before, and resumes in a new file", async () => {
  const folder = join(root, "limited");
  // A process of its own, whose files the kernel lets grow to 8 KiB: fewer than its program has.
  const outfile = join(root, "journal.mjs");
  await bundle({ entryPoints: ["lib/platform/journal.ts"], outfile, packages: "bundle" });
  const program = `
    const { openJournal } = await import(process.argv[2]);
    const logged = [];
    const journal = openJournal({ folder: process.argv[1], syncs: false, mostBytes: 1e9, log: (_level, event) => logged.push(event) });
    const kept = [];
    const note = async (text) => {
      const sequence = journal.note(text);
      await journal.kept().then(() => kept.push(sequence), () => undefined);
    };
    for (let count = 0; count < 20; count++) await note("y".repeat(1000));
    const lost = journal.lostUpTo();
    while (!logged.includes("journal_resumed")) await note("again");
    await journal.close();
    console.log(JSON.stringify({ logged, kept, lost }));`;
  const { stdout, stderr } = spawnSync(
    "sh",
    [
      "-c",
      `ulimit -f 16 && exec "$0" --input-type=module -e "$1" "$2" "$3"`,
      process.execPath,
      program,
      folder,
      outfile,
    ],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect(stderr).toBe("");
  const { logged: told, kept, lost } = JSON.parse(stdout);
  expect(told).toEqual(["journal_failed", "journal_resumed"]);
  expect(lost).toBe(20);
  const records = await recordsOf(folder);
  expect(records.map((record) => Number(record.split(" ")[0]))).toEqual(kept);
  expect(kept.slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(records.at(-1)).toContain("again");
});

describe("files that are stored elsewhere", () => {
  const dayMs = 86_400_000;
  const keptFiles = { longestMs: 2 * dayMs, mostBytes: 1e9, nowMs: Date.now() };

  async function writeSome(
    folder: string,
    count: number,
    journal = openJournal({ folder, syncs: false, mostBytes: 1e9, log, fileBytes: 200 }),
  ) {
    for (let index = 0; index < count; index++) {
      journal.note("z".repeat(100));
      await journal.kept();
    }
    return journal;
  }

  it("are marked with their end, so that what is written after it is not taken for stored", async () => {
    const { folder } = openNew();
    const journal = await writeSome(folder, 3);
    const end = await endOfJournal(folder);
    await markStored(folder, end);
    expect(await isStored(folder)).toBe(true);
    await writeSome(folder, 1, journal);
    expect(await isStored(folder)).toBe(false);
    await markStored(folder, end);
    expect(await isStored(folder)).toBe(false);
    await journal.close();
  });

  it("go when they are old or too many, oldest first; what is still needed stays however old it is", async () => {
    const place = await mkdtemp(join(root, "place-"));
    const folderOf = (writer: string) => join(place, writer);
    const own = await writeSome(folderOf("own"), 10);
    const [stored, unstored] = [await writeSome(folderOf("stored"), 10), await writeSome(folderOf("unstored"), 10)];
    await Promise.all([stored.close(), unstored.close()]);
    await markStored(folderOf("stored"), await endOfJournal(folderOf("stored")));
    const filesOf = async (writer: string) =>
      (await readdir(folderOf(writer)).catch(() => [])).filter((name) => name.endsWith(".log")).sort();
    const before = await filesOf("own");
    expect(before.length).toBeGreaterThan(3);
    const age = async (writer: string) => {
      for (const name of await filesOf(writer)) {
        await utimes(join(folderOf(writer), name), new Date(), new Date(Date.now() - 3 * dayMs));
      }
    };
    own.release(4);
    const ours = { writer: "own", neededFrom: own.neededFrom() };
    await removeOldFiles(place, { ...keptFiles, own: ours });
    expect(await filesOf("stored")).toHaveLength(before.length);

    await removeOldFiles(place, { ...keptFiles, own: ours, mostBytes: 600 });
    const left = await filesOf("stored");
    expect(left.length).toBeLessThan(before.length);
    // The newest stay: a writer that was only silent goes on in its last one.
    expect(left.at(-1)).toBe(before.at(-1));
    expect(await filesOf("unstored")).toHaveLength(before.length);

    for (const writer of ["own", "stored", "unstored"]) await age(writer);
    await removeOldFiles(place, { ...keptFiles, own: ours });
    expect(await readdir(place)).toEqual(["own", "unstored"]);
    expect(await filesOf("unstored")).toHaveLength(before.length);
    // Of our own, those that hold records after the fourth.
    expect((await recordsOf(folderOf("own"), 4)).length).toBe(6);
    expect((await filesOf("own")).length).toBeLessThan(before.length);
    await own.close();
  });

  it("leave an empty folder that goes, unless its writer begins a file in that moment", async () => {
    for (let turns = 0; turns < 40; turns++) {
      const place = await mkdtemp(join(root, "emptied-"));
      const folder = join(place, "silent");
      await mkdir(folder);
      await writeFile(join(folder, "stored"), "1 100\n");
      const journal = openJournal({ folder, syncs: false, mostBytes: 1e9, log });
      const removed = removeOldFiles(place, { ...keptFiles, own: { writer: "own", neededFrom: 1 } });
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      journal.note("begun");
      // A folder that went under the writer's hands is an error that it tells.
      const isKept = await Promise.resolve(journal.kept()).then(
        () => true,
        () => false,
      );
      await removed;
      expect(await recordsOf(folder)).toEqual(isKept ? ["1 begun"] : []);
      await journal.close();
    }
  });
});
