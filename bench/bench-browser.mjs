import { join } from "node:path";
import { buildIfStale } from "../scripts/build.mjs";
import { signInToDemo, startDemo } from "../scripts/demo-product.mjs";
import { chromiumBinary, ensureChromium } from "../scripts/ensure-chromium.mjs";
import { median, percentile, table } from "./statistics.mjs";

const pages = [
  "/",
  "/sign-in",
  "/register",
  "/docs/prompts",
  "/dashboard",
  "/dashboard/api-keys",
  "/dashboard/oauth-apps",
  "/dashboard/usage",
  "/dashboard/audit-log",
  "/dashboard/settings",
];
/** As fast as the machine is, and as slow as a phone that takes four times as long for its scripts. */
const slownesses = [1, 4];

/** What a reader waits for, in Chromium on the server's own machine: paints, shifts, clicks, changes, and the first request. */
export async function benchBrowser({ room, progress, print, quick }) {
  await buildIfStale(progress);
  await ensureChromium(progress);
  // Not above: the packages of a fresh clone are there only now.
  const { chromium } = await import("playwright");
  progress("Filling a product with its demo data …");
  const { base, stop } = await startDemo(join(room, "demo"));
  const executablePath = chromiumBinary();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const rounds = quick ? 2 : 7;
    const session = await sessionOf(browser, base, "ada@demo.latchkey.test");
    const measured = ["largest paint, ms", "layout shift", "slowest click or key, ms"];
    const rows = [["", ...measured, ...measured.map((what) => `${what}, 4 times slower`)]];
    for (const path of pages) {
      progress(`Opening ${path} …`);
      const cells = [];
      for (const slowness of slownesses) {
        const seen = [];
        for (let round = 0; round < rounds; round += 1)
          seen.push(await openOnce(browser, base, path, { slowness, session }));
        const isUsed = path.startsWith("/dashboard");
        cells.push(
          median(seen.map(({ paint }) => paint)).toFixed(0),
          Math.max(...seen.map(({ shift }) => shift)).toFixed(3),
          isUsed ? median(seen.map(({ act }) => act)).toFixed(0) : "",
        );
      }
      rows.push([path, ...cells]);
    }
    const changes = await measureChanges(browser, base, quick ? 20 : 200);
    const first = await measureFirstRequest(browser, base);
    print("In a browser", table(rows), `${changes} ${first}`);
  } finally {
    await browser.close();
    await stop();
  }
}

/** The cookies of somebody who is signed in; once for all rounds, because sign-ins are limited by address. */
async function sessionOf(browser, base, email) {
  const context = await browser.newContext({ baseURL: base });
  await signInToDemo(await context.newPage(), email);
  const state = await context.storageState();
  await context.close();
  return state;
}

/**
 * In a browser that has cached nothing. What is done on a page of the dashboard: the account's menu, the form for what
 * the page is about, and a search.
 */
async function openOnce(browser, base, path, { slowness, session }) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 1280, height: 800 },
    ...(path.startsWith("/dashboard") ? { storageState: session } : {}),
  });
  try {
    const page = await context.newPage();
    const debug = await context.newCDPSession(page);
    await debug.send("Emulation.setCPUThrottlingRate", { rate: slowness });
    await page.addInitScript(watchPage);
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    if (path.startsWith("/dashboard")) {
      await page.getByRole("button", { name: /ada@demo/ }).click();
      await page.getByRole("menu").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "hidden" });
      const create = page.getByRole("main").getByRole("button", { name: /^(Create|Register)/ });
      if ((await create.count()) > 0) {
        await create.first().click();
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("key");
    }
    return await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.seen)))),
    );
  } finally {
    await context.close();
  }
}

/** Runs in the page: notes what the browser tells of paints, of shifts that no input caused, and of interactions. */
function watchPage() {
  const seen = { paint: 0, shift: 0, act: 0 };
  window.seen = seen;
  const watch = (type, note, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.paint = startTime;
  });
  watch("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += value;
  });
  watch(
    "event",
    ({ duration, interactionId }) => {
      if (interactionId) seen.act = Math.max(seen.act, duration);
    },
    { durationThreshold: 16 },
  );
}

/** Renames the user again and again, as the settings page does. */
async function measureChanges(browser, base, count) {
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  await signInToDemo(page, "mary@demo.latchkey.test");
  await page.goto("/dashboard/settings");
  const times = await page.evaluate(async (changes) => {
    const taken = [];
    for (let change = 0; taken.length < changes; change += 1) {
      const begun = performance.now();
      const answer = await fetch("/api/dashboard/account", {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: `Mary Tanaka ${change}` }),
      });
      await answer.arrayBuffer();
      if (answer.status === 429) {
        // A session's own limit, which no person reaches: what is asked sooner is not measured.
        await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(answer.headers.get("retry-after"))));
        continue;
      }
      if (!answer.ok) throw new Error(`renaming was answered ${answer.status}`);
      taken.push(performance.now() - begun);
    }
    return taken;
  }, count);
  await context.close();
  return `A change of a name takes ${median(times).toFixed(0)} ms, 95 of 100 at most ${percentile(times, 95).toFixed(0)}.`;
}

/** From the answer of a newcomer's first request to its showing on the page that waits for it. */
async function measureFirstRequest(browser, base) {
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  const [email, password] = ["bench@demo.latchkey.test", "a bench needs a visitor"];
  await page.request.post("/api/auth/register", { data: { email, password } });
  await signInToDemo(page, email, password);
  await page.goto("/dashboard/welcome");
  await page.getByRole("button", { name: "Create my development key" }).click();
  const key = await page
    .getByText(/^pr_test_\w+$/)
    .first()
    .textContent();
  await page.getByText("Waiting for your first request…").waitFor();
  const answer = await fetch(`${base}/v1/prompts`, { headers: { authorization: `Bearer ${key}` } });
  const answeredMs = performance.now();
  await page.getByText("Your first request has arrived").waitFor();
  const shownMs = performance.now() - answeredMs;
  await context.close();
  if (answer.status !== 200) throw new Error(`the first request was answered ${answer.status}`);
  return `A newcomer’s first request is on their page ${shownMs.toFixed(0)} ms after its answer.`;
}
