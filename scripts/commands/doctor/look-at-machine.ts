import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isFitNode } from "@/scripts/node-version.mjs";
import { type Finding, fails, type Site, warns, wordsOf, works } from "./finding";

/** Below the first a start may fail, below the second it is time to make room. */
const leastBytes = 100_000_000;
const fewBytes = 1_000_000_000;
const leastFiles = 1_000;

/** The lines of Node that we run on, and when their makers stop mending them. */
const endsOfLife: Readonly<Record<number, string>> = { 20: "2026-04-30", 22: "2027-04-30", 24: "2028-04-30" };

/** Node: new enough, and still mended by its makers. */
export async function lookAtNode(version = process.versions.node, now = Date.now()): Promise<Finding[]> {
  const todo = "install Node 24, the newest line with long support";
  if (!isFitNode(version)) return [fails("node", `${version} is too old, or of a line without long support`, todo)];
  const end = endsOfLife[Number.parseInt(version, 10)];
  if (end !== undefined && Date.parse(end) < now)
    return [warns("node", `${version} gets no security fixes any more, since ${end}`, todo)];
  return [works("node", version)];
}

/** The data folder: whose it is, who may read it, and how much room it has. */
export async function lookAtDataFolder({ given }: Site): Promise<Finding[]> {
  const folder = resolve(given.LATCHKEY_DATA_DIR);
  const found = await stat(folder).catch(() => null);
  if (found && !found.isDirectory())
    return [fails("data folder", `${folder} is a file`, "name another one by LATCHKEY_DATA_DIR")];
  const there = found ? folder : await nearestFolder(folder);
  const todo = `let this user write to ${there}, or name another folder by LATCHKEY_DATA_DIR`;
  const refusal = await access(there, constants.W_OK | constants.X_OK).catch((error: unknown) => error);
  if (refusal) return [fails("data folder", `${there}: ${wordsOf(refusal)}`, todo)];
  const room = await lookAtRoom(there, given.JOURNAL_MAX_MB * 1_000_000);
  if (!found) return [works("data folder", `${folder} is not there yet; the first start makes it`), room];
  // Where PostgreSQL runs as another user, others may enter and not list it.
  if ((found.mode & 0o066) !== 0)
    return [warns("data folder", `${folder} can be read by other users`, `chmod 700 ${folder}`), room];
  return [works("data folder", folder), room];
}

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function lookAtRoom(folder: string, journalBytes: number): Promise<Finding> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  const bytes = bavail * bsize;
  const says = `${shownBytes(bytes)} free below ${folder}`;
  if (bytes < leastBytes) return fails("disk", says, "make room: database and journal soon take nothing more");
  // Some file systems have no fixed number of files.
  if (files > 0 && ffree < leastFiles) return fails("disk", `${ffree} more files below ${folder}`, "remove files");
  if (bytes < Math.max(fewBytes, journalBytes))
    return warns("disk", says, "make room: the journal alone may take JOURNAL_MAX_MB before the database is back");
  return works("disk", says);
}

/** `secrets.json`: whether others may read it; who may not read it at all is told with the secrets. */
export async function lookAtSecretsFile({ given }: Site): Promise<Finding[]> {
  const file = resolve(join(given.LATCHKEY_DATA_DIR, "secrets.json"));
  const found = await stat(file).catch(() => null);
  if (!found || (found.mode & 0o077) === 0) return [];
  return [warns("secrets", `${file} can be read by other users`, `chmod 600 ${file}`)];
}

function shownBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
