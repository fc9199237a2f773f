import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { embeddedPackage } from "../lib/platform/embedded-package.mjs";
import { addressProblems } from "../lib/platform/own-address.mjs";
import { readMounted } from "./mounted-secrets.mjs";
import { checkSettings as checkGiven } from "./settings-check.generated.mjs";

/**
 * All that is wrong with the settings of an environment and with what they name on this machine, and what is odd about them.
 * It needs no package: a fresh clone is told all of it before anything is installed.
 */
export async function checkSettings(environment) {
  const { problems, warnings } = checkValues(environment);
  const here = [
    ...dataFolderProblems(environment),
    ...(await addressProblems(environment)),
    ...databaseProblems(environment, { mayBeInstalled: true }),
  ];
  return { problems: [...problems, ...here], warnings };
}

/** The same of the values alone, and of the files that stand for some. */
export function checkValues(environment) {
  const mounted = readMounted(environment);
  const { problems, warnings } = checkGiven({ ...environment, ...mounted.values });
  return { problems: [...mounted.problems, ...problems], warnings };
}

/** A data folder that is there may be for reading alone, where all secrets and a database are given; one that is not must be made. */
function dataFolderProblems({ LATCHKEY_DATA_DIR }) {
  const folder = resolve(LATCHKEY_DATA_DIR || "data");
  const there = nearestThere(folder);
  const problem = (message) => [{ name: "LATCHKEY_DATA_DIR", message }];
  if (!statSync(there).isDirectory()) return problem(`needs a folder where ${there} is a file; set it to another`);
  if (there === folder) return [];
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return [];
  } catch ({ code }) {
    return problem(`names ${folder}, and this user may make nothing in ${there} (${code}); set it to another`);
  }
}

function nearestThere(path) {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path));
}

/** A release may hold no PostgreSQL, and npm may have no package of it for this platform, or have left it out. */
export function databaseProblems({ DATABASE_URL, DATABASE_URL_FILE }, { mayBeInstalled = false } = {}) {
  const { name, isThere } = embeddedPackage();
  if (isThere || DATABASE_URL || DATABASE_URL_FILE || (mayBeInstalled && isLocked(name))) return [];
  return [{ name: "DATABASE_URL", message: `is missing, and there is no PostgreSQL of our own here (${name})` }];
}

/** Whether an installation that is still to come would bring the package; releases have no lockfile, and install nothing. */
function isLocked(name) {
  const lockfile = "package-lock.json";
  return existsSync(lockfile) && `node_modules/${name}` in JSON.parse(readFileSync(lockfile, "utf8")).packages;
}
