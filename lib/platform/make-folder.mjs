import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes a folder that this user alone may enter, with those above it; rejects with the true reason where that is refused. */
export async function makeFolder(path) {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(async (error) => {
    // Node says so also of a disk that is read-only: the topmost folder that is missing tells.
    if (error.code === "ENOENT") await mkdir(topmostMissing(resolve(path)));
    throw error;
  });
}

function topmostMissing(path) {
  return existsSync(dirname(path)) ? path : topmostMissing(dirname(path));
}
