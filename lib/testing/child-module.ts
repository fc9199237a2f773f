import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import { bundle } from "@/scripts/load-typescript.mjs";

const bundled = new Map<string, Promise<string>>();

/**
 * The first line of a child's program, by which it has what one of our modules exports as `own`. A run of tests bundles each module once,
 * because that takes longer than most such children live.
 */
export async function importing(entry: string): Promise<string> {
  const file = bundled.get(entry) ?? bundleOnce(entry);
  bundled.set(entry, file);
  return `const own = await import(${JSON.stringify(pathToFileURL(await file).href)});\n`;
}

async function bundleOnce(entry: string): Promise<string> {
  const file = `${inject("childModules")}${entry.replaceAll(/\W+/g, "-")}.mjs`;
  if (existsSync(file)) return file;
  // Another worker may be at it: whichever ends last puts the same in its place.
  const unfinished = `${file}.${process.pid}`;
  await bundle({ entryPoints: [entry], outfile: unfinished });
  await rename(unfinished, file);
  return file;
}
