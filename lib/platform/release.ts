import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What is told of the release that runs: its version, and which build of it where that is known. */
export type Release = { version: string; build: string | null };

const buildDigits = 12;

/** The version that `package.json` in the working folder names. */
export async function productVersion(): Promise<string> {
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile("package.json", "utf8"))).version;
}

/** Reads the version, and the build from Next's output in `buildFolder`, below the working folder. */
export async function readRelease(buildFolder: string): Promise<Release> {
  const build = await readFile(join(buildFolder, "latchkey-fingerprint"), "utf8").catch(() => null);
  return { version: await productVersion(), build: build?.trim().slice(0, buildDigits) ?? null };
}
