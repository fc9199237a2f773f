import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import { bundle } from "@/scripts/load-typescript.mjs";

const underway = new Map<string, Promise<void>>();

/**
 * The first line of a child's program, by which it has what one of our modules exports as `own`. A run of tests bundles each module once,
 * because that takes longer than most such children live.
 */
export async function importing(entry: string): Promise<string> {
  const file = join(inject("childModules"), `${entry.replaceAll(/\W+/g, "-")}.mjs`);
  if (!existsSync(file)) await bundleOnce(entry, file);
  return `const own = await import(${JSON.stringify(pathToFileURL(file).href)});\n`;
}

/** Joins the bundling of this process that is under way, if one is. */
function bundleOnce(entry: string, file: string): Promise<void> {
  const begun = underway.get(file) ?? bundleTo(entry, file).finally(() => underway.delete(file));
  underway.set(file, begun);
  return begun;
}

async function bundleTo(entry: string, file: string): Promise<void> {
  // Another worker may be at it: whichever ends last puts the same in its place.
  const unfinished = `${file}.${process.pid}`;
  await bundle({ entryPoints: [entry], outfile: unfinished });
  await rename(unfinished, file);
}
