import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { unmarkedStatements } from "@/lib/platform/migration-effects";
import { type Migration, readMigrations } from "@/lib/platform/migration-files";
import { openBackup } from "@/lib/platform/read-backup";

const folder = "prisma/releases";
let migrations: Migration[];
/** Came before the rule: the only release before them goes on beside no other version. */
const beforeTheRule = ["20261127052000_what_added_a_way_in", "20261127052700_factor_notices"];
const released = new Map<string, string>();

beforeAll(async () => {
  migrations = await readMigrations();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".zip"))) {
    const archive = await openBackup(join(folder, file));
    for (const { name, checksum } of archive.manifest.migrations) released.set(name, checksum);
    archive.close();
  }
});

it("a migration that a release has brought is not changed", () => {
  const now = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  expect([...released].filter(([name, checksum]) => now.get(name) !== checksum)).toEqual([]);
});

it("a new migration leaves processes of before alone, or says which version it needs, or why it is safe", () => {
  const unmarked = migrations
    .filter(({ name }) => !released.has(name) && !beforeTheRule.includes(name))
    .flatMap(({ name, sql }) => unmarkedStatements(sql).map((statement) => `${name}: ${statement}`));
  expect(unmarked).toEqual([]);
});
