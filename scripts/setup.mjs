/** Brings a clone to the state in which it can be built and tested. Needs nothing but Node: it is what installs the rest. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { isPackaged } from "./packaged.mjs";
import { writeRouteIndex } from "./route-index.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** Installs the locked packages and generates what is made from sources, as far as either is missing or outdated. */
export async function setUp(progress) {
  if (isPackaged()) return;
  await installPackages(progress);
  await generateClient(progress);
  await writeRouteIndex();
}

async function installPackages(progress) {
  if (areInstalled()) return;
  progress("Installing packages (about a minute) …");
  // Under npm its own path is known; a plain `npm` is not on every PATH.
  const [file, ...npm] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // Tools of the build are devDependencies, which NODE_ENV=production would leave out. No package's own scripts are
  // needed: what the database's would do, lib/platform/postgres-binaries.ts does.
  await runQuietly(file, [
    ...npm,
    "ci",
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
  ]);
}

/** Compares the lockfile with npm's record of what it installed, which npm writes last. */
function areInstalled() {
  const record = join("node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  return isSameSet(packagesOf("package-lock.json"), packagesOf(record));
}

/** Whether these packages are installed in the locked versions and no others; optional ones may be absent. */
export function isSameSet(locked, installed) {
  const isThere = ([path, { version, optional, link }]) =>
    path === "" || link || installed[path]?.version === version || (optional && !installed[path]);
  return Object.entries(locked).every(isThere) && Object.keys(installed).every((path) => path in locked);
}

async function generateClient(progress) {
  const marker = join("lib", "generated", "schema-fingerprint");
  const wanted = fingerprint(["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted && existsSync("lib/generated/prisma/client.ts"))
    return;
  progress("Generating the database client …");
  await runQuietly(process.execPath, ["scripts/prisma.mjs", "generate"]);
  await mkdir(join("lib", "generated"), { recursive: true });
  await writeFile(marker, wanted);
}
