import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const names = ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"];

/**
 * The secrets of this deployment: from the environment where set there, otherwise from `secrets.json` in the data
 * folder, made once. Every key and session depends on them, so a file that cannot be read is an error, never replaced.
 */
export async function ensureSecrets(dataDir, environment = process.env) {
  const given = Object.fromEntries(names.filter((name) => environment[name]).map((name) => [name, environment[name]]));
  if (Object.keys(given).length === names.length) return given;
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error) => {
    throw new Error(`the data folder ${dataDir} cannot be made (${error.code}); set LATCHKEY_DATA_DIR to another`);
  });
  const file = join(dataDir, "secrets.json");
  const stored = (await readSecrets(file)) ?? (await createSecrets(file, {}));
  // A later version may need a secret that the file of an earlier one lacks.
  const complete = names.every((name) => stored[name]) ? stored : await createSecrets(file, stored);
  return { ...complete, ...given };
}

async function readSecrets(file) {
  let text;
  try {
    text = await readFile(file, "utf8");
    await chmod(file, 0o600);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read (${error.code})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged; restore it from a backup: without its secrets no issued key can be checked`);
  }
}

/** Written aside, synced and put in place whole; of two processes that do so at once, both get the first one's. */
async function createSecrets(file, old) {
  const secrets = {
    ...Object.fromEntries(names.map((name) => [name, randomBytes(32).toString("base64url")])),
    ...old,
  };
  const aside = `${file}.${randomUUID()}`;
  try {
    const handle = await open(aside, "wx", 0o600);
    await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    // A link, unlike a rename, does not replace what another process has put there meanwhile.
    if (Object.keys(old).length === 0) await link(aside, file);
    else await rename(aside, file);
  } catch (error) {
    if (error.code !== "EEXIST")
      throw new Error(`${file} cannot be written (${error.code}); set LATCHKEY_DATA_DIR to another folder`);
  } finally {
    await rm(aside, { force: true });
  }
  return readSecrets(file);
}
