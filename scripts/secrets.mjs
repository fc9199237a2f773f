import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, link, open, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { diskWords } from "../lib/platform/disk-words.mjs";
import { makeFolder } from "../lib/platform/make-folder.mjs";

/** What a deployment cannot do without beside its database. */
export const secretNames = ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"];

/**
 * The secrets of this deployment: from the environment where set there, otherwise from `secrets.json` in the data
 * folder, made once, of `initial` where that names one. Every key and session depends on them, so a file that cannot be
 * read, or is gone beside a database, is an error and never replaced.
 */
export async function ensureSecrets(dataDir, environment = process.env, initial = {}) {
  const given = givenIn(environment);
  if (Object.keys(given).length === secretNames.length) return given;
  await makeFolder(dataDir).catch((error) => {
    const why = `the data folder ${resolve(dataDir)} cannot be made`;
    // What the disk refused is told in words by the start; of a file in its place the code says too little.
    throw new Error(
      diskWords(error) ? `${why}: ${error.code}` : `${why} (${error.code}); set LATCHKEY_DATA_DIR to another`,
    );
  });
  const file = join(dataDir, "secrets.json");
  const stored = (await readSecrets(file)) ?? (await firstSecrets(dataDir, file, initial));
  await keepFromOthers(file);
  // A later version may need a secret that the file of an earlier one lacks.
  const complete = secretNames.every((name) => stored[name]) ? stored : await createSecrets(file, stored, true);
  return { ...complete, ...given };
}

/** The same where they have been made before; rejects where not: what a command makes would be none that the server has. */
export async function existingSecrets(dataDir, environment = process.env) {
  const given = givenIn(environment);
  const file = join(dataDir, "secrets.json");
  const stored = Object.keys(given).length === secretNames.length ? {} : await readSecrets(file);
  if (!stored) throw new Error(`there are no secrets in ${file}; run this with the server's own environment`);
  const all = { ...stored, ...given };
  const missing = secretNames.filter((name) => !all[name]);
  if (missing.length > 0) throw new Error(`${file} lacks ${missing.join(" and ")}; run npm start first`);
  return all;
}

function givenIn(environment) {
  return Object.fromEntries(secretNames.filter((name) => environment[name]).map((name) => [name, environment[name]]));
}

/** New ones would make every key, token and session in an existing database worthless, without a word. */
async function firstSecrets(dataDir, file, initial) {
  const isRestored = Object.keys(initial).length > 0;
  if (!isRestored && existsSync(join(dataDir, "postgres", "PG_VERSION")))
    throw new Error(
      `${file} is gone, and ${join(dataDir, "postgres")} holds a database that needs its secrets: put it back from a backup. ` +
        `To begin with new secrets, with which every key, token and session ends, write {} into it, and after the next start says so, give up each of ` +
        `the old ones: latchkey secrets forget <name>`,
    );
  return createSecrets(file, initial, false);
}

/** A medium that takes no change, and a file of another user's, are no obstacle to a start: what was meant there counts. */
async function keepFromOthers(file) {
  await chmod(file, 0o600).catch((error) => {
    if (!["EROFS", "EPERM"].includes(error.code))
      throw new Error(`${file} cannot be kept from other users (${error.code})`);
  });
}

/** What a file of secrets holds; undefined where there is none. Changes nothing. */
export async function readSecrets(file) {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read (${error.code})`);
  }
  try {
    return asTexts(JSON.parse(text));
  } catch {
    throw new Error(`${file} is damaged; restore it from a backup: without its secrets no issued key can be checked`);
  }
}

/** A list of secrets is one text of JSON, as the environment would hold it. */
function asTexts(stored) {
  const texts = Object.entries(stored).map(([name, value]) => [
    name,
    Array.isArray(value) ? JSON.stringify(value) : value,
  ]);
  return Object.fromEntries(texts);
}

/** Written aside, synced and put in place whole; of two processes that do so at once, both get the first one's. */
async function createSecrets(file, old, replaces) {
  const secrets = { ...Object.fromEntries(secretNames.map((name) => [name, newSecret()])), ...old };
  await place(file, secrets, replaces);
  return readSecrets(file);
}

/** A secret as the file gets one: 32 random bytes. */
export function newSecret() {
  return randomBytes(32).toString("base64url");
}

/** Puts a list in the place of one secret of the file, the current one first; rejects where the file is gone. */
export async function replaceSecret(dataDir, name, list) {
  const file = join(dataDir, "secrets.json");
  const stored = await readSecrets(file);
  if (!stored) throw new Error(`there are no secrets in ${file}`);
  await place(file, { ...stored, [name]: list.length === 1 ? list[0] : JSON.stringify(list) }, true);
}

async function place(file, secrets, replaces) {
  const aside = `${file}.${randomUUID()}`;
  try {
    const handle = await open(aside, "wx", 0o600);
    await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    // A link, unlike a rename, does not replace what another process has put there meanwhile.
    if (replaces) await rename(aside, file);
    else await link(aside, file);
  } catch (error) {
    if (error.code !== "EEXIST")
      throw new Error(`${file} cannot be written (${error.code}); set LATCHKEY_DATA_DIR to another folder`);
  } finally {
    await rm(aside, { force: true });
  }
}
