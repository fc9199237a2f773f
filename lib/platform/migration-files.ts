import "server-only";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { productVersion } from "./release";
import { isVersion } from "./versions";

const ourMigrations = "prisma/migrations";

/** A migration that this version brings. */
export type Migration = {
  name: string;
  sql: string;
  checksum: string;
  /**
   * The version that every process beside it must have at least, as its line `-- contract: needs every process at
   * <version>` says. It is null for one that only expands the schema, beside which processes of before go on.
   */
  needs: string | null;
};

/** What this version is, and the migrations that it brings. */
export type OwnSchema = { version: string; migrations: readonly Migration[] };

/** Reads both, below the working folder unless another one of migrations is given. */
export async function readOwnSchema(directory?: string): Promise<OwnSchema> {
  return { version: await productVersion(), migrations: await readMigrations(directory) };
}

/** The migrations of this version, in the order in which they are applied. */
export async function readMigrations(directory = ourMigrations): Promise<Migration[]> {
  const folder = resolve(directory);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(join(folder, name, "migration.sql"));
      const sql = bytes.toString("utf8");
      return { name, sql, checksum: createHash("sha256").update(bytes).digest("hex"), needs: needsOf(name, sql) };
    }),
  );
}

function needsOf(name: string, sql: string): string | null {
  const mark = /^-- contract\b(.*)$/m.exec(sql)?.[1];
  if (mark === undefined) return null;
  const version = /^: needs every process at (\S+)$/.exec(mark)?.[1] ?? "";
  if (!isVersion(version))
    throw new Error(`the migration ${name} must say "-- contract: needs every process at <version>"`);
  return version;
}
