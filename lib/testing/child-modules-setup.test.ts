import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import setup from "./child-modules-setup";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "child-modules-"));
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Begins a run and says where its bundles go. */
async function begin() {
  let folder = "";
  let rerun = async () => {};
  const end = await setup({
    config: { root },
    provide: (_, given) => {
      folder = given;
    },
    onTestsRerun: (clear) => {
      rerun = clear;
    },
  });
  return { folder, end, rerun: () => rerun() };
}

test("a run finds nothing of one that was killed, though it has the same process id, and removes its own alone", async () => {
  const killed = await begin();
  await writeFile(join(killed.folder, "module.mjs"), "older than the code");
  const run = await begin();
  expect(await readdir(run.folder)).toEqual([]);
  await writeFile(join(run.folder, "module.mjs"), "of the code");
  expect(await readFile(join(killed.folder, "module.mjs"), "utf8")).toBe("older than the code");
  await run.end();
  expect(await readdir(join(root, "node_modules", ".cache", "latchkey"))).toEqual([basename(killed.folder)]);
});

test("a watched run bundles anew what it runs again", async () => {
  const run = await begin();
  await writeFile(join(run.folder, "module.mjs"), "before the change");
  await run.rerun();
  expect(await readdir(run.folder)).toEqual([]);
});
