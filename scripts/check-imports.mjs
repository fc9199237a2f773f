/**
 * Who may import whom, and which files state what they are. These are rules of docs/architecture.md that a linter of
 * single files cannot express. `node scripts/check-imports.mjs` prints every breach and exits 1 when there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRouteIndexFresh, routeIndexFile } from "./route-index.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const skipped = /^(node_modules|\.next|\.git|dist|data|test-results|playwright-report|coverage|lib\/generated)$/;
const isTest = (file) => /\.(test|spec)\.tsx?$/.test(file) || /^(lib\/testing|e2e)\//.test(file);

/** What has no secret, no database and no Node in it, so that browsers may run it. */
const forBrowsers =
  /^(access\.config|lib\/generated\/prisma\/enums|lib\/platform\/(csv|email-address|later-zod|null-character|name-text|openapi\/[a-z-]+|password-text|password-quality|commonest-words|span-order|unseen-signs|user-agent)|lib\/access\/(branding|catalogue|catalogue-snapshot|credit-refill|openapi-scopes|usage-retention)|lib\/tenancy\/account-shapes|lib\/http\/(call|call-error|caller-words|catalogue-id|code-language|contract|contract-url|page|api-error|dashboard-contract|header-parameters|input-words|json-schema|page-reader|parameter-text|path-step|reference-address|schema-example|theme|told-error))$/;
/** Pages about every endpoint read the whole table; all others know their own feature alone. */
const aboutEverything = /^components\/(overview|reference)\//;

/**
 * Zones of the tree, first match decides: files of a zone import, of our own modules, only what `may` allows. `$1` in
 * `may` is what the zone's pattern captured. Packages are not restricted here.
 */
export const zones = [
  { zone: /^lib\/platform\//, may: ["lib/platform/", "lib/generated/"] },
  { zone: /^lib\/access\//, may: ["lib/platform/", "lib/access/", "lib/generated/", "access.config"] },
  { zone: /^lib\/tenancy\//, may: ["lib/platform/", "lib/access/", "lib/tenancy/", "lib/generated/"] },
  // A finding becomes an event, so the watch stands on tenancy; tenancy knows nothing of being watched.
  { zone: /^lib\/watch\//, may: ["lib/platform/", "lib/access/", "lib/tenancy/", "lib/watch/", "lib/generated/"] },
  {
    zone: /^lib\/open-runtime\.ts$/,
    may: ["lib/platform/", "lib/access/", "lib/tenancy/", "lib/watch/"],
  },
  {
    zone: /^lib\/http\//,
    may: ["lib/generated/prisma/enums", "lib/platform/", "lib/access/", "lib/tenancy/", "lib/watch/", "lib/http/"],
  },
  {
    zone: /^lib\/features\/([^/]+)\//,
    may: [
      "lib/platform/",
      "lib/access/",
      "lib/tenancy/",
      "lib/watch/",
      "lib/http/",
      "lib/generated/",
      "lib/features/$1/",
    ],
  },
  {
    zone: /^lib\/client\//,
    may: [
      /^lib\/features\/[^/]+\/([\w-]+-)?contract$/,
      /^lib\/http\/(contract|contract-url|error-body|json-schema|path-step)$/,
      "lib/client/",
    ],
  },
  { zone: /^lib\/background\.ts$/, may: ["lib/features/", "lib/platform/", "lib/access/"] },
  {
    zone: /^lib\/contract-table\.ts$/,
    may: [
      /^lib\/features\/[^/]+\/([\w-]+-)?contract$/,
      "lib/http/contract",
      "lib/http/dashboard-contract",
      "lib/http/embed-contract",
    ],
  },
  { zone: /^access\.config\.ts$/, may: ["lib/generated/prisma/enums"] },
  {
    zone: /^components\/ui\//,
    may: [
      "components/ui/",
      /^lib\/platform\/(csv|null-character|later-zod|span-order|time-zones)$/,
      "lib/http/call",
      "lib/http/call-error",
      "lib/http/code-language",
      "lib/http/contract",
      "lib/http/input-words",
    ],
  },
  { zone: /^components\/layout\//, may: ["components/ui/", "components/layout/", forBrowsers] },
  {
    zone: aboutEverything,
    may: ["components/ui/", "components/layout/", "components/$1/", "lib/contract-table", forBrowsers],
  },
  {
    zone: /^components\/([^/]+)\//,
    may: [
      "components/ui/",
      "components/layout/",
      "components/$1/",
      "lib/features/$1/*contract",
      // Words and paths without a schema, for pages that have to be light.
      "lib/features/$1/second-step-path",
      "lib/features/$1/registration-refusals",
      forBrowsers,
    ],
  },
  { zone: /^app\//, may: ["app/", "components/", "lib/", "access.config"] },
  {
    zone: /^lib\/open-product\.ts$/,
    may: ["lib/platform/", "lib/access/", "lib/background", "lib/open-runtime"],
  },
  { zone: /^server\.ts$/, may: ["lib/", "middleware"] },
  { zone: /^middleware\.ts$/, may: ["lib/"] },
  { zone: /^instrumentation\.ts$/, may: ["lib/access/runtime", "next-process"] },
  {
    zone: /^next-process\.ts$/,
    may: ["lib/", "prisma/demo-admin", "scripts/mounted-secrets.mjs", "scripts/secrets.mjs"],
  },
  { zone: /^(scripts|bench|prisma)\//, may: ["scripts/", "bench/", "prisma/", "lib/", "access.config", "server"] },
];

const serverLayers = /^lib\/((platform|access|tenancy|watch|http|features)\/|open-(product|runtime)\.ts$)/;
const needsServer =
  /^(node:|pg$|@prisma\/|lib\/generated\/(?!prisma\/enums$)|lib\/access\/runtime$|lib\/watch\/watches$)/;
const saysNothing = /^(index|utils?|helpers?|common|misc|types|constants|.*-?manager)\.(ts|tsx|mjs)$/;

/** Who draws rows of a table, beside tests: a list that did so by itself could fail, or be out of date, without a word. */
const drawsRows = [
  /^components\/ui\/(data-table|row-selection|sort-heading|table-headings|table-skeleton|virtual-table)\.tsx$/,
  // What a chart says, which is read with the chart.
  /^components\/usage\/usage-table\.tsx$/,
  // Facts of the reference, which are part of its pages.
  /^components\/reference\/(credentials-guide|errors-guide|product-limits)\.tsx$/,
];

/** Who has a form's element, beside tests: one of its own would be sent twice, or lose what the server says of its fields. */
const drawsForms = [
  /^components\/ui\/(form-dialog|page-form)\.tsx$/,
  // Navigations: to the app that asked, and to this page with a code.
  /^components\/oauth\/(consent-form|device-code-form)\.tsx$/,
  // Of the reference: a search, which sends nothing, and the request of any endpoint, whose fields come from its contract.
  /^components\/reference\/(reference-search|trial-form)\.tsx$/,
];

/** Every breach of the rules in one file, as sentences; `file` is its path from the repository's root. */
export function checkFile(file, source) {
  const breaches = saysNothing.test(basename(file)) ? [`the name ${basename(file)} does not say what is in it`] : [];
  const imports = importsOf(source).map(({ specifier, typeOnly }) => ({
    specifier,
    typeOnly,
    target: resolve(file, specifier),
  }));
  for (const { specifier, target } of imports) breaches.push(...checkImport(file, specifier, target));
  const server = imports.find(({ target, typeOnly }) => !typeOnly && needsServer.test(target));
  if (server && serverLayers.test(file) && /\.ts$/.test(file) && !isTest(file) && !startsWithServerOnly(source)) {
    breaches.push(`uses ${server.specifier}, so it must start with import "server-only"`);
  }
  if (/^(app|components)\//.test(file) && !isTest(file)) {
    if (/\buseInfiniteQuery\b/.test(source) && file !== "components/ui/use-list.ts") {
      breaches.push("a list is loaded by useList");
    }
    if (imports.some(({ target }) => target === "components/ui/table") && !drawsRows.some((rule) => rule.test(file))) {
      breaches.push("a list's rows are drawn by TableList");
    }
    if (/<form\b/.test(source) && !drawsForms.some((rule) => rule.test(file))) {
      breaches.push("a form stands in FormDialog or PageForm");
    }
  }
  if (/[/-]contract\.ts$/.test(file) && /^import "server-only"/m.test(source)) {
    breaches.push("contracts are pure: browsers read them too");
  }
  return breaches;
}

function checkImport(file, specifier, target) {
  // Plain Node, which runs what is .mjs, does not know the alias.
  if (!file.endsWith(".mjs") && (/^\.\.(\/|$)/.test(specifier) || specifier.includes("/../"))) {
    return [`${specifier}: write @/… for what lies outside the folder`];
  }
  const isOurs = /^(@\/|\.\.?\/)/.test(specifier);
  if (!isOurs) return [];
  if (specifier.startsWith("@/") && dirname(target) === dirname(file))
    return [`${specifier}: write ./… within a folder`];
  if (/^app\//.test(target) && !/^app\//.test(file)) return [`${specifier}: nothing imports app`];
  if (isTest(file)) return [];
  if (target === "lib/generated/route-files" && file !== "server.ts") {
    return [`${specifier}: only server.ts reads the route files of app`];
  }
  if (/^lib\/testing\//.test(target) && !/^(scripts|bench|prisma)\//.test(file)) {
    return [`${specifier}: lib/testing is for tests`];
  }
  for (const { zone, may } of zones) {
    const found = zone.exec(file);
    if (!found) continue;
    const allowed = may.some((rule) => matches(rule, target, found[1]));
    return allowed ? [] : [`${specifier}: ${dirname(file)} may not import it`];
  }
  return [];
}

function matches(rule, target, name) {
  if (rule instanceof RegExp) return rule.test(target);
  const wanted = rule.replace("$1", name);
  // A feature with many endpoints declares them in several files: contract, session-contract, …
  if (wanted.endsWith("/*contract")) {
    const folder = wanted.slice(0, -"*contract".length);
    return target.startsWith(folder) && /^([\w-]+-)?contract$/.test(target.slice(folder.length));
  }
  return wanted.endsWith("/") ? target.startsWith(wanted) : target === wanted;
}

/** Static, re-exporting and dynamic imports, as the formatter writes them. */
function importsOf(source) {
  const statements = /^(import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;
  return [...source.matchAll(statements)].map(([, , type, named, dynamic]) => ({
    specifier: named ?? dynamic,
    typeOnly: type !== undefined,
  }));
}

/** The imported module's path from the root, without its ending; a package's name as it is. */
function resolve(file, specifier) {
  const path = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? join(dirname(file), specifier)
      : specifier;
  return path.replace(/\.tsx?$/, "");
}

function startsWithServerOnly(source) {
  return /^(?:\/\*[\s\S]*?\*\/\s*|\/\/.*\n|\s)*import "server-only";/.test(source);
}

/** The paths of all sources below a folder, "" for the root; what is generated is none. */
export function sourcesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (skipped.test(path)) return [];
    if (entry.isDirectory()) return sourcesUnder(path);
    return /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith(".d.ts") ? [path] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sourcesUnder("");
  const breaches = files.flatMap((file) =>
    checkFile(file, readFileSync(join(root, file), "utf8")).map((breach) => `${file}: ${breach}`),
  );
  if (!isRouteIndexFresh(root)) breaches.push(`${routeIndexFile}: is not made from the route files that there are`);
  for (const breach of breaches) console.error(breach);
  console.log(`${files.length} files checked, ${breaches.length} breaches of the import rules`);
  process.exitCode = breaches.length > 0 ? 1 : 0;
}
