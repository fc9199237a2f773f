import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** What the path of a module for child processes begins with. */
    childModules: string;
  }
}

/** Names a place for what this run bundles, where packages are found from, and clears it afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(project.config.root, "node_modules", ".cache", "latchkey");
  const own = `run-${process.pid}-`;
  await mkdir(folder, { recursive: true });
  project.provide("childModules", join(folder, own));
  return async () => {
    for (const name of await readdir(folder)) if (name.startsWith(own)) await rm(join(folder, name), { force: true });
  };
}
