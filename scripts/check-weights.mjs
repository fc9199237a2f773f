/**
 * What a browser loads for a page before anything on it can be used: JavaScript of the build, in gzip. It is read from
 * the build's own manifests. A page that grows beyond its limit fails; the limits follow the pages down, never up.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** In thousands of bytes, first match decides. `framework` is what an empty page of this version of Next loads. */
const limits = [
  { pages: /^\/\(auth\)\//, most: 150 },
  { pages: /^\/\(public\)\//, most: 165 },
  { pages: /^\/\(dashboard\)\//, most: 220 },
  { pages: /^\/portal\//, most: 220 },
  { pages: /^\/_/, most: 140 },
];
const framework = 140;
/** Of one file that is loaded when it is needed, such as the charts. */
const lazyMost = 90;

/** Pages of a build with their weights, heaviest first; files that only an old browser or a failure loads are left out. */
export function weighPages(build) {
  const sizes = new Map();
  const sizeOf = (file) => {
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(build, file)), { level: 9 }).length);
    return sizes.get(file);
  };
  const { rootMainFiles } = JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8"));
  const pages = Object.entries(readManifests(build)).map(([page, { entryJSFiles }]) => {
    const files = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()]);
    return { page, files: [...files], bytes: sum([...files].map(sizeOf)) };
  });
  const first = new Set(pages.flatMap(({ files }) => files));
  const polyfills = new Set(JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8")).polyfillFiles);
  const lazy = readdirSync(join(build, "static", "chunks"))
    .map((name) => `static/chunks/${name}`)
    .filter((file) => file.endsWith(".js") && !first.has(file) && !polyfills.has(file))
    .map((file) => ({ file, bytes: sizeOf(file) }));
  return {
    framework: sum(rootMainFiles.map(sizeOf)),
    pages: pages.sort((one, other) => other.bytes - one.bytes),
    lazy: lazy.sort((one, other) => other.bytes - one.bytes),
  };
}

/** What of a build is heavier than it may be, as sentences. */
export function weightProblems({ framework: base, pages, lazy }) {
  const over = (name, bytes, most) =>
    bytes > most * 1000 ? [`${name} takes ${(bytes / 1000).toFixed(1)} KB, of at most ${most}`] : [];
  return [
    ...over("an empty page", base, framework),
    ...pages.flatMap(({ page, bytes }) => {
      const limit = limits.find(({ pages: among }) => among.test(page));
      return limit ? over(page, bytes, limit.most) : [`${page} has no limit`];
    }),
    ...lazy.flatMap(({ file, bytes }) => over(file, bytes, lazyMost)),
  ];
}

/** Next writes for each page which files it begins with, as a script that fills a global object. */
function readManifests(build) {
  const require = createRequire(import.meta.url);
  const root = join(process.cwd(), build, "server", "app");
  const before = globalThis.__RSC_MANIFEST;
  globalThis.__RSC_MANIFEST = {};
  for (const file of readdirSync(root, { recursive: true })) {
    if (String(file).endsWith("page_client-reference-manifest.js")) require(join(root, String(file)));
  }
  const manifests = globalThis.__RSC_MANIFEST;
  globalThis.__RSC_MANIFEST = before;
  return manifests;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  const weights = weighPages(".next");
  for (const { page, bytes } of weights.pages) console.log(`${(bytes / 1000).toFixed(1).padStart(6)} KB  ${page}`);
  console.log(`An empty page: ${(weights.framework / 1000).toFixed(1)} KB, of which all pages consist first`);
  const problems = weightProblems(weights);
  for (const problem of problems) console.error(`Too heavy: ${problem}`);
  process.exit(problems.length > 0 ? 1 : 0);
}
