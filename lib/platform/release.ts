import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What is told of the release that runs: its version, and which build of it where that is known. */
export type Release = { version: string; build: string | null };

const buildDigits = 12;

/** Reads the version from `package.json` and the build from Next's output in `buildFolder`, both below the working folder. */
export async function readRelease(buildFolder: string): Promise<Release> {
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(await readFile("package.json", "utf8")));
  const build = await readFile(join(buildFolder, "latchkey-fingerprint"), "utf8").catch(() => null);
  return { version: manifest.version, build: build?.trim().slice(0, buildDigits) ?? null };
}
