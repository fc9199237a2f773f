import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder for this run's modules for child processes. */
    childModules: string;
  }
}

/** What this needs of Vitest's project. */
type Run = {
  config: { root: string };
  provide: (name: "childModules", folder: string) => void;
  onTestsRerun: (clear: () => Promise<void>) => void;
};

/**
 * Makes a folder for what this run bundles, where packages are found from, and removes it afterwards. No two runs share
 * one: what a killed run left may be older than the code. A watched run begins with an empty one each time.
 */
export default async function setup(run: Run): Promise<() => Promise<void>> {
  const cache = join(run.config.root, "node_modules", ".cache", "latchkey");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "run-"));
  run.provide("childModules", folder);
  run.onTestsRerun(async () => {
    for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
  });
  return () => rm(folder, { recursive: true, force: true });
}
