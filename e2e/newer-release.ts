/** A release that follows this one: the same build, with a later version, one migration more, and a page's file of its own. */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

export type NewerRelease = {
  /** What starts it. */
  command: readonly string[];
  /** Its command-line tool. */
  tool: string;
  /** The path of a file that this version does not have. */
  file: string;
  /** Gives it one migration more. */
  addMigration(sql: string): Promise<void>;
};

/** Far above every version that there will be. */
const version = "900.0.0";
const chunk = join("static", "chunks", "of-a-later-version.js");
/** What the release has for itself; all else is this one's. */
const own = ["package.json", "prisma", "scripts", ".next"];

/** Lays such a release out in a folder that is not there yet, with this SQL as its migration. */
export async function makeNewerRelease(folder: string, sql: string): Promise<NewerRelease> {
  await mkdir(folder);
  await link(".", folder, own);
  for (const name of ["prisma", "scripts"]) await cp(name, join(folder, name), { recursive: true });
  const manifest = JSON.parse(await readFile("package.json", "utf8"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ ...manifest, version }));
  // It is started as a release is: nothing is installed or built.
  await writeFile(join(folder, "release.json"), JSON.stringify({ version }));
  let migrations = 0;
  const addMigration = async (text: string) => {
    migrations += 1;
    const later = join(folder, "prisma", "migrations", `9999010100000${migrations}_of_a_later_version`);
    await mkdir(later);
    await writeFile(join(later, "migration.sql"), text);
  };
  await addMigration(sql);
  await mkdir(join(folder, ".next"));
  await link(".next", join(folder, ".next"), ["cache", "static"]);
  await cp(join(".next", "static"), join(folder, ".next", "static"), { recursive: true });
  await writeFile(join(folder, ".next", chunk), "later()");
  const script = (name: string) => join(folder, "scripts", name);
  return {
    command: [process.execPath, script("start.mjs")],
    tool: script("latchkey.mjs"),
    file: `/_next/${chunk}`,
    addMigration,
  };
}

async function link(from: string, to: string, leftOut: readonly string[]): Promise<void> {
  for (const name of await readdir(from)) {
    if (!leftOut.includes(name)) await symlink(resolve(from, name), join(to, name));
  }
}
