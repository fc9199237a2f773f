import "server-only";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { type KeptAnswer, keepAnswer } from "./kept-answer";

const types: Readonly<Record<string, string>> = {
  ".js": "application/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** Below which path files of a folder stand, and how long others may keep them. */
type Place = { prefix: string; cacheControl: string };

/** The build names a file after what is in it. */
export const builtFiles: Place = { prefix: "/_next/static/", cacheControl: "public, max-age=31536000, immutable" };

/** What pages elsewhere name by an address that stays: another version is in force there within five minutes. */
export const publicFiles: Place = { prefix: "/", cacheControl: "public, max-age=300" };

/** The files of a build, by their path; only those that were there when the build was read. Null for any other path. */
export type StaticFiles = { find(path: string): Promise<KeptAnswer> | null };

/** Lists `folder`, such as the `static` folder of a build. Each file is read when it is first asked for, and never changes while we run. */
export async function openStaticFiles(
  folder: string,
  { prefix, cacheControl }: Place = builtFiles,
): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, string>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = join(entry.parentPath, entry.name);
    files.set(prefix + relative(folder, file).split(sep).join("/"), file);
  }
  const kept = new Map<string, Promise<KeptAnswer>>();
  return {
    find(path) {
      const file = files.get(path);
      if (file === undefined) return null;
      const known = kept.get(path) ?? keepFile(file, cacheControl);
      kept.set(path, known);
      known.catch(() => kept.delete(path));
      return known;
    },
  };
}

async function keepFile(file: string, cacheControl: string): Promise<KeptAnswer> {
  const headers = {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "cache-control": cacheControl,
  };
  return keepAnswer(200, headers, await readFile(file));
}
