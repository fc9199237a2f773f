import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { bundle } from "./load-typescript.mjs";
import { isPackaged } from "./packaged.mjs";
import { writeRouteIndex } from "./route-index.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { timed } from "./timed.mjs";

const marker = join(".next", "latchkey-fingerprint");
const folders = ["app", "components", "lib", "prisma", "public"];

/** Builds the pages with Next and the server with esbuild, unless the last complete build was of the same sources. */
export async function buildIfStale(progress) {
  if (isPackaged()) return;
  await writeRouteIndex();
  if (isBuilt()) return;
  const wanted = sourceFingerprint();
  let step = "";
  const work = async () => {
    // Gone before the build and written after it: a build that dies half-way is never taken for a fresh one.
    await rm(marker, { force: true });
    await rm("dist", { recursive: true, force: true });
    const settings = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await runQuietly(process.execPath, ["node_modules/next/dist/bin/next", "build"], settings, {
      onLine: (line) => (step = line),
    });
    await bundleServer();
    await writeFile(marker, wanted);
  };
  await timed("Building (once, up to some minutes)", progress, work, { detail: () => step });
}

/** Whether the last complete build was of these sources; a release is nothing but a build. */
export function isBuilt() {
  if (isPackaged()) return true;
  return existsSync(marker) && existsSync("dist/server.mjs") && readFileSync(marker, "utf8") === sourceFingerprint();
}

/** What the operator's tool loads: it compiles nothing. */
const commandModule = join("scripts", "commands", "run-command.ts");

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
      "scripts/packaged.mjs",
      "scripts/secrets.mjs",
      "scripts/commands",
    ],
    isSource,
  );
}

/** OpenTelemetry's packages take 47 MB, of which the export needs 0.3: they go into its chunk, all others stay packages. */
function withoutTelemetryPackages() {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return {
    packages: "bundle",
    external: names.filter((name) => !name.startsWith("@opentelemetry/")),
    mainFields: ["module", "main"],
  };
}

/** dist/server.mjs, and beside it what a start needs before it, and what the demo and the commands need; what they share is in one chunk. */
async function bundleServer() {
  await bundle({
    ...withoutTelemetryPackages(),
    entryPoints: [
      "server.ts",
      "lib/platform/foreign-output.ts",
      "prisma/seed-demo.ts",
      "prisma/demo-admin.ts",
      commandModule,
    ].filter((file) => existsSync(file)),
    entryNames: "[name]",
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    sourcemap: true,
  });
}
