import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { bundle } from "./load-typescript.mjs";
import { isPackaged } from "./packaged.mjs";
import { writeRouteIndex } from "./route-index.mjs";
import { runQuietly } from "./run-quietly.mjs";

const marker = join(".next", "latchkey-fingerprint");
const folders = ["app", "components", "lib", "prisma", "public"];

/** Builds the pages with Next and the server with esbuild, unless the last complete build was of the same sources. */
export async function buildIfStale(progress) {
  if (isPackaged()) return;
  await writeRouteIndex();
  const wanted = sourceFingerprint();
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted && existsSync("dist/server.mjs")) return;
  progress("Building (about half a minute) …");
  // Gone before the build and written after it: a build that dies half-way is never taken for a fresh one.
  await rm(marker, { force: true });
  await rm("dist", { recursive: true, force: true });
  await runQuietly(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  await bundleServer();
  await writeFile(marker, wanted);
}

/** What the operator's commands load; a release has no compiler for them. */
function commandModules() {
  if (!existsSync("scripts")) return [];
  const alone = readdirSync("scripts").filter((file) => file.endsWith("-command.ts"));
  return [...alone, join("commands", "run-command.ts")].map((file) => join("scripts", file));
}

function sourceFingerprint() {
  const topLevel = readdirSync(".").filter((name) => /\.(ts|mjs|json|css)$/.test(name) && name !== "next-env.d.ts");
  const isSource = (file) => !/\.(test|spec)\.tsx?$|\.tsbuildinfo$|schema-fingerprint$/.test(file);
  return fingerprint(
    [
      ...folders,
      ...topLevel,
      "scripts/build.mjs",
      "scripts/load-typescript.mjs",
      "scripts/bundle.mjs",
      "scripts/command-database.ts",
      "scripts/commands",
      ...commandModules(),
    ],
    isSource,
  );
}

/** dist/server.mjs, and beside it what a start needs before it, and what the demo and the commands need; what they share is in one chunk. */
async function bundleServer() {
  await bundle({
    entryPoints: [
      "server.ts",
      "lib/platform/foreign-output.ts",
      "prisma/seed-demo.ts",
      "prisma/demo-admin.ts",
      ...commandModules(),
    ].filter((file) => existsSync(file)),
    entryNames: "[name]",
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    sourcemap: true,
  });
}
