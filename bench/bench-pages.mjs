import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { getRequest, load } from "./load.mjs";
import { makeProductCopy, startProductCopy } from "./product-copy.mjs";
import { median, percentile, table } from "./statistics.mjs";

/** Every page that anybody may look at, and one that is not there. */
const publicPages = [
  "/",
  "/pricing",
  "/docs",
  "/docs/account",
  "/docs/prompts",
  "/docs/memory",
  "/docs/tunnel",
  "/docs/oauth",
  "/docs/conformance",
  "/openapi.json",
  "/sign-in",
  "/register",
  "/verify-email",
  "/invitations",
  "/there-is-no-such-page",
];
/** What Next has to render for each view. */
const renderedPages = ["/sign-in?callbackUrl=%2Fdashboard", "/register?callbackUrl=%2Fdashboard", "/dashboard"];
const connections = 32;

/** What page views do to the gate: how long forward-auth takes alone, and while 32 connections loop over pages. */
export async function benchPages({ room, dataDir, secrets, database, quick, progress, print, cleanups }) {
  progress("Building a copy of the product …");
  const folder = join(room, "product-pages");
  await makeProductCopy(folder);
  const product = await startProductCopy(folder, dataDir, { ...secrets, TRUSTED_PROXIES: "127.0.0.1/32" });
  cleanups.push(product.stop);
  const { keys } = database.credentials;
  const rows = await measurePages({ port: product.port, keys, quick, progress });
  await product.stop();
  print("Pages beside the gate", "`forward-auth` over four connections, in turns:", rows);
}

/** The table of latencies on a server that runs already. */
export async function measurePages({ port, keys, quick, progress }) {
  const seconds = quick ? 3 : 8;
  const requestOf = (n) => getRequest("/api/v1/forward-auth?deny=403", keys[n % 100]);
  const gate = (limit) => load({ port, connections: 4, requestOf, ...limit });
  // A server renders and compresses some pages once, after it has started. The figures are of its work from then on.
  const once = { port, connections: 1, requests: publicPages.length };
  await load({ ...once, requestOf: (n) => getRequest(publicPages[n]).replace(/\r\n$/, "Accept-Encoding: br\r\n\r\n") });
  await gate({ requests: 2_000 });
  await lookAt({ port, pages: [...publicPages, ...renderedPages], seconds: 3 });
  const cases = [
    { name: "no visitor on the pages", pages: null },
    { name: `${connections} connections over every public page`, pages: publicPages },
    { name: `${connections} connections over pages that Next renders`, pages: renderedPages },
  ].map((entry) => ({ ...entry, p50: [], p99: [], views: [] }));
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    progress(`Round ${round + 1} …`);
    for (const entry of cases) {
      const looking = entry.pages ? lookAt({ port, pages: entry.pages, seconds: seconds + 1 }) : null;
      const { latenciesMs } = await gate({ seconds });
      entry.p50.push(median(latenciesMs));
      entry.p99.push(percentile(latenciesMs, 99));
      if (looking) entry.views.push((await looking).perSecond);
    }
  }
  const quiet = median(cases[0].p99);
  return table([
    ["", "views/s", "p50, ms", "p99, ms", "p99 to quiet"],
    ...cases.map(({ name, p50, p99, views }) => [
      name,
      views.length > 0 ? median(views).toFixed(0) : "–",
      median(p50).toFixed(1),
      median(p99).toFixed(1),
      (median(p99) / quiet).toFixed(1),
    ]),
  ]);
}

async function lookAt({ port, pages, seconds }) {
  const settings = JSON.stringify({ port, connections, seconds, pages });
  const { stdout } = await promisify(execFile)(process.execPath, ["bench/page-load.mjs", settings]);
  const { count, elapsedMs, statuses } = JSON.parse(stdout);
  return { perSecond: (count / elapsedMs) * 1000, statuses };
}
