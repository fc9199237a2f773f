import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { getRequest, load } from "./load.mjs";
import { makeProductCopy, startProductCopy } from "./product-copy.mjs";
import { median, percentile, table } from "./statistics.mjs";

/** What Next has to render for each view. */
const renderedPages = ["/sign-in?callbackUrl=%2Fdashboard", "/register?callbackUrl=%2Fdashboard", "/dashboard"];
/** What is not answered with 200: the page for all that is not there, and one that leads to the sign-in page. */
const otherStatuses = { "/not-found": 404, "/dashboard": 307 };
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
  const { publicPaths } = await loadTypeScript("bench/public-paths.ts");
  const publicPages = publicPaths();
  // The keys of a hundred organizations would soon be refused, and a refusal takes another time.
  const requestOf = (n) => getRequest("/api/v1/forward-auth?deny=403", keys[n % keys.length]);
  const gate = async (limit) => {
    const loaded = await load({ port, connections: 4, requestOf, ...limit });
    checkStatuses(loaded, () => 200);
    return loaded;
  };
  // A server renders and compresses each page once, after it has started. The figures are of its work from then on.
  await lookAt({ port, connections: 1, pages: publicPages, requests: publicPages.length });
  await gate({ requests: keys.length });
  await lookAt({ port, connections, pages: [...publicPages, ...renderedPages], seconds: 3 });
  const cases = [
    { name: "no visitor on the pages", pages: null },
    { name: `${connections} connections over all ${publicPages.length} public pages and files`, pages: publicPages },
    { name: `${connections} connections over pages that Next renders`, pages: renderedPages },
  ].map((entry) => ({ ...entry, p50: [], p99: [], views: [] }));
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    progress(`Round ${round + 1} …`);
    for (const entry of cases) {
      const looking = entry.pages ? lookAt({ port, connections, pages: entry.pages, seconds: seconds + 1 }) : null;
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

async function lookAt(settings) {
  const { stdout } = await promisify(execFile)(process.execPath, ["bench/page-load.mjs", JSON.stringify(settings)]);
  const loaded = JSON.parse(stdout);
  checkStatuses(loaded, (n) => otherStatuses[settings.pages[n % settings.pages.length]] ?? 200);
  return { perSecond: (loaded.count / loaded.elapsedMs) * 1000 };
}

/** Fails where requests had other answers than they should: to refuse them is other work than is measured. */
function checkStatuses({ count, statuses }, statusOf) {
  const intended = {};
  for (let n = 0; n < count; n += 1) intended[statusOf(n)] = (intended[statusOf(n)] ?? 0) + 1;
  if (JSON.stringify(statuses) === JSON.stringify(intended)) return;
  throw new Error(`${count} requests should have had ${JSON.stringify(intended)}, and had ${JSON.stringify(statuses)}`);
}
