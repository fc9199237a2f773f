import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isPackaged } from "./packaged.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** How every server-side bundle is made: our own code in one file, packages as Node finds them. */
export const bundleOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  tsconfig: "tsconfig.json",
  // Outside React's bundler the marker has nothing to guard, and its package would throw.
  alias: {
    "server-only": "./lib/testing/empty-module.ts",
    // Plain Node finds the module by its whole name alone.
    "next/server": "next/server.js",
  },
  logLevel: "warning",
};

/** Bundles with the common options and these. */
export function bundle(options) {
  const script = fileURLToPath(new URL("bundle.mjs", import.meta.url));
  return runQuietly(process.execPath, [script], { BUNDLE_OPTIONS: JSON.stringify({ ...bundleOptions, ...options }) });
}

/** Imports a module of the application, such as "lib/platform/embedded-postgres.ts", into a script. */
export async function loadTypeScript(entry) {
  if (isPackaged()) return import(pathToFileURL(join("dist", basename(entry).replace(/\.ts$/, ".mjs"))).href);
  const folder = join("node_modules", ".cache", "latchkey");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${process.pid}-${entry.replaceAll(/\W+/g, "-")}.mjs`);
  await bundle({ entryPoints: [entry], outfile: file });
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(file, { force: true });
  }
}
