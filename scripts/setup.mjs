/** Brings a clone to the state in which it can be built and tested. Needs nothing but Node: it is what installs the rest. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { isPackaged } from "./packaged.mjs";
import { writeRouteIndex } from "./route-index.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { timed } from "./timed.mjs";

/** Installs the locked packages and generates what is made from sources, as far as either is missing or outdated. */
export async function setUp(progress) {
  await installPackages(progress);
  await generateSources(progress);
}

/** Generates the database client and the index of routes, where they are missing or outdated. */
export async function generateSources(progress) {
  if (isPackaged()) return;
  await generateClient(progress);
  await writeRouteIndex();
}

/** What npm writes last, of all that it installed. */
const installedRecord = join("node_modules", ".package-lock.json");
/** npm goes on past a file that the disk did not take, for minutes, and ends as if all were there. */
const spoiled = /TAR_ENTRY_ERROR/;

/** Installs the locked packages, unless exactly these are there. */
export async function installPackages(progress) {
  if (isInstalled()) return;
  // Under npm its own path is known; a plain `npm` is not on every PATH.
  const [file, ...npm] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // Tools of the build are devDependencies, which NODE_ENV=production would leave out. No package's own scripts are
  // needed: what the database's would do, lib/platform/postgres-binaries.ts does.
  const options = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const install = () => runQuietly(file, [...npm, "ci", ...options], {}, { fatal: spoiled });
  try {
    await timed("Installing packages (about a minute)", progress, install, { detail: installedSoFar });
  } catch (error) {
    // What was cut short must not count as installed once there is room.
    await rm(installedRecord, { force: true });
    throw error;
  }
}

/** How much of the lockfile's packages for this machine is there: npm itself says nothing until it is done. */
function installedSoFar() {
  const isForHere = (names, own) => names === undefined || names.includes(own);
  const wanted = Object.entries(packagesOf("package-lock.json")).flatMap(([path, { os, cpu }]) =>
    path !== "" && isForHere(os, process.platform) && isForHere(cpu, process.arch) ? [path] : [],
  );
  const there = wanted.filter((path) => existsSync(join(path, "package.json")));
  return `${there.length} of about ${wanted.length} packages`;
}

/**
 * Whether exactly the locked packages are there. It is told by npm's record of what it installed, which npm writes
 * last, and by their folders. A copied or shared record may tell of packages that this clone does not have.
 */
export function isInstalled() {
  if (isPackaged()) return true;
  if (!existsSync(installedRecord)) return false;
  const installed = packagesOf(installedRecord);
  return (
    isSameSet(packagesOf("package-lock.json"), installed) && Object.keys(installed).every((path) => existsSync(path))
  );
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
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
