/**
 * `npm test`: every check on a clone in any state, the cheap ones first. After the first step that fails no other
 * begins; only the suites of tests all run, so that one run tells all that is wrong. `--quick`: what needs neither a
 * database nor a browser. Nothing it does touches ./data or the port of a running product. The last line is `N passed, N failed`.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfStale } from "./build.mjs";
import { recordConformance } from "./conformance.mjs";
import { dropSettings } from "./drop-settings.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { ensureLanguages } from "./ensure-languages.mjs";
import { ensureNodes } from "./ensure-node.mjs";
import { ensurePgBouncer } from "./ensure-pgbouncer.mjs";
import { ensureProxies } from "./ensure-proxies.mjs";
import { ensureRedis } from "./ensure-redis.mjs";
import { freePort } from "./free-port.mjs";
import { unknownArgument } from "./known-options.mjs";
import { endLeftovers } from "./leftovers.mjs";
import { runStep, stopSteps } from "./run-step.mjs";
import { setUp } from "./setup.mjs";
import { failureLines, readReport, testsOfPlaywright, testsOfVitest } from "./test-reports.mjs";
import { countOf, summaryOf } from "./test-summary.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
dropSettings(process.env);
process.env.NEXT_TELEMETRY_DISABLED = "1";

const unknown = unknownArgument(process.argv.slice(2), ["--quick"]);
if (unknown) {
  console.error(`Nothing was tested: ${unknown}`);
  process.exit(1);
}

const room = await mkdtemp(join(tmpdir(), "latchkey-npm-test-"));
// Databases and data folders of all steps lie below, so that what a killed step leaves behind can be found and ended.
process.env.TMPDIR = room;
await chmod(room, 0o711); // a release is run by another user, in a folder below
const reports = {
  vitest: join(room, "vitest.json"),
  playwright: join(room, "playwright.json"),
  torture: join(room, "torture.json"),
};
const isQuick = process.argv.includes("--quick");
const node = (...args) => runStep(process.execPath, args);
const nodeHeld = (...args) => runStep(process.execPath, args, { held: true });
const progress = (line) => console.log(line);

const setUpStep = ["set-up", () => setUp(progress)];
const lint = ["lint", () => nodeHeld("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")];
const importRules = ["import rules", () => nodeHeld("scripts/check-imports.mjs")];
const routeTypes = ["route types", () => nodeHeld("node_modules/next/dist/bin/next", "typegen")];
const types = ["types", () => nodeHeld("node_modules/typescript/bin/tsc", "--noEmit")];
const build = ["build", () => buildIfStale(progress)];
const weights = ["weights", () => nodeHeld("scripts/check-weights.mjs")];
const browser = ["browser", () => ensureChromium(progress)];
const proxies = ["proxies", () => ensureProxies(progress)];
const languages = ["languages", () => ensureLanguages(progress)];
const nodes = ["nodes", () => ensureNodes(progress)];
const deploy = ["deployed files", () => nodeHeld("scripts/check-deploy.mjs")];
const redis = ["redis", () => ensureRedis(progress)];
const pgBouncer = ["pgbouncer", () => ensurePgBouncer(progress)];

/** One stage after the other; the lanes of a stage side by side, so that one works while another waits. */
const stages = isQuick
  ? [
      [[setUpStep]],
      [
        [["vitest", () => runVitest("--project=alone", "--project=components")]],
        [lint, importRules, routeTypes, types],
      ],
    ]
  : [
      [[setUpStep]],
      [
        [lint, importRules, redis, pgBouncer, browser, proxies, languages, nodes, deploy],
        [routeTypes, types, build, weights],
      ],
      // Alone: what it says of time, faults and processes suffers from a build beside it, which would be no sooner done.
      [[["vitest", () => runVitest()]]],
      // Faults are mostly waited for, browsers mostly computed.
      [[["playwright", runPlaywright]], [["torture", runTorture]]],
      [[["conformance", checkConformance]]],
    ];

async function runVitest(...projects) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reports.vitest}`];
  await node("node_modules/vitest/vitest.mjs", "run", ...reporters, ...projects);
}

async function runPlaywright() {
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = reports.playwright;
  process.env.E2E_PORT = String(await freePort());
  await node("node_modules/playwright/cli.js", "test", "--reporter=list,json");
}

async function runTorture() {
  await nodeHeld("torture/run.mjs", "--short", "--report", reports.torture);
}

async function checkConformance() {
  const behaviours = await recordConformance({ root: process.cwd(), reports });
  progress(`${behaviours} documented behaviours, each proven by tests that passed`);
}

const suites = ["vitest", "playwright", "torture"];
const results = [];
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = true;
    stopSteps();
  });
}

const hasFailed = () => results.some(({ failure }) => failure);
const standsInTheWayOf = (step) =>
  results.some(({ name, failure }) => failure && (interrupted || !suites.includes(step) || !suites.includes(name)));
for (const lanes of stages) await Promise.all(lanes.map(runLane));

async function runLane(steps) {
  for (const [name, run] of steps) {
    if (standsInTheWayOf(name)) return;
    console.log(`\n── ${name} ──`);
    const startedMs = performance.now();
    const failure = await run().then(
      () => (interrupted ? "interrupted" : null),
      (error) => (interrupted ? "interrupted" : error.message),
    );
    results.push({ name, failure, seconds: (performance.now() - startedMs) / 1000 });
    if (failure) console.error(`\n${name}: ${failure}`);
  }
}

const [vitest, playwright, torture] = await Promise.all(suites.map((suite) => readReport(reports[suite])));
const ran = {
  vitest: vitest && testsOfVitest(vitest, process.cwd()),
  ...(isQuick ? {} : { playwright: playwright && testsOfPlaywright(playwright), torture: torture?.tests ?? null }),
};
const counts = Object.fromEntries(Object.entries(ran).map(([suite, tests]) => [suite, countOf(tests)]));
await endLeftovers(room);
await rm(room, { recursive: true, force: true });
// Once more where one looks first: a whole run prints thousands of lines.
console.log(failureLines(Object.values(ran).flatMap((tests) => tests ?? [])).join("\n"));
console.log(["", ...summaryOf(results, counts)].join("\n"));
process.exit(hasFailed() ? 1 : 0);
