import { mkdtemp, stat } from "node:fs/promises";
import { join } from "node:path";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { percentile, table } from "./statistics.mjs";

/** Keys that exist elsewhere: how long the operator's command takes for a million of them, and what their first use costs. */
export async function benchImport({ room, dataDir, secrets, database, progress, print, quick }) {
  const keys = quick ? 20_000 : 1_000_000;
  const { importOnce, writeKeys, openImportDatabase, measureUses, sizeOf } =
    await loadTypeScript("bench/import-keys.ts");
  const folder = await mkdtemp(join(room, "import-"));
  const path = join(folder, "keys.csv");
  progress(`Writing ${keys.toLocaleString("en")} keys …`);
  await writeKeys(path, keys);
  const own = { ...secrets, LATCHKEY_DATA_DIR: dataDir };
  const url = await openImportDatabase(database.connectionString, own);
  const environment = { ...own, DATABASE_URL: url };
  const before = await sizeOf(url);
  progress("Importing …");
  const first = await importOnce(environment, path);
  const bytes = (await sizeOf(url)) - before;
  progress("Importing the same file again …");
  const second = await importOnce(environment, path);
  progress("Using …");
  const uses = await measureUses(environment, { keys, uses: quick ? 500 : 5_000, bcryptKeys: quick ? 10 : 100 });
  const perSecond = ({ seconds }) => Math.round(keys / seconds).toLocaleString("en");
  print(
    `Import of ${keys.toLocaleString("en")} keys by \`latchkey keys import\` (${Math.round((await stat(path)).size / 1e6)} MB of CSV)`,
    table([
      ["", "seconds", "keys a second", "memory of the process before, MiB", "at most, MiB"],
      ["first time", first.seconds.toFixed(1), perSecond(first), first.before.toFixed(0), first.peak.toFixed(0)],
      [
        "the same file again",
        second.seconds.toFixed(1),
        perSecond(second),
        second.before.toFixed(0),
        second.peak.toFixed(0),
      ],
    ]),
    `In PostgreSQL with all indexes: ${(bytes / 1024 ** 2).toFixed(0)} MiB, ${Math.round(bytes / keys)} bytes a key.`,
    table([
      ["one check after the other, ms", "p50", "p99", "memory of the process after it, MiB"],
      ...uses.map(({ name, ms, rss }) => [
        name,
        percentile(ms, 50).toFixed(3),
        percentile(ms, 99).toFixed(3),
        rss.toFixed(0),
      ]),
    ]),
  );
}
