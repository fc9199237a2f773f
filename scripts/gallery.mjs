/**
 * `npm run gallery`: pictures of every page in docs/gallery, in both themes and at both widths, as whoever sees it. It
 * starts the product on a data folder of its own, with the demo data, and ends it afterwards. Names as arguments keep
 * to these: `npm run gallery -- owner/keys`.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfStale } from "./build.mjs";
import { openPortalOfDemo, signInToDemo, startDemo } from "./demo-product.mjs";
import { chromiumBinary, ensureChromium } from "./ensure-chromium.mjs";
import { indexOf } from "./gallery-index.mjs";
import { publicShots, roles } from "./gallery-pages.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const folder = join("docs", "gallery");
const wanted = process.argv.slice(2);
/** Beside each other on a sheet: light and dark, each for a desk and for a hand. */
const views = ["light", "dark"].flatMap((theme) => [
  { theme, width: 1280, height: 800, shown: 620 },
  { theme, width: 375, height: 800, shown: 188 },
]);
const mostHeight = 1_500;
const quality = 62;
const progress = (line) => console.log(line);
const unmet = wanted.find((part) => !names().some((name) => name.startsWith(part)));
if (unmet) {
  console.error(
    `Nothing was drawn: there is no picture ${unmet}; there are those of ${["public", ...roles.map(({ role }) => role)].join(", ")}`,
  );
  process.exit(1);
}

await setUp(progress);
await buildIfStale(progress);
await ensureChromium(progress);
// Not above: only now are the packages of a fresh clone there.
const { chromium } = await import("playwright");
const room = await mkdtemp(join(tmpdir(), "latchkey-gallery-"));
const { base, stop } = await startDemo(room);
const executablePath = chromiumBinary();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"],
});
const failures = [];
/** By what a picture holds: two that are alike show that one of them is not of what it is called. */
const drawnAs = new Map();
try {
  await draw("public", publicShots, await newPage());
  for (const { role, email, organization, portalOf, shots } of roles) {
    if (!isWanted(role, shots)) continue;
    const page = await newPage();
    if (portalOf) await openPortalOfDemo(page, portalOf);
    else await (email === null ? register(page) : signInToDemo(page, email));
    if (organization) await actFor(page, organization);
    await draw(role, shots, page);
    await page.context().close();
  }
  if (wanted.length === 0)
    await writeFile(
      join(folder, "README.md"),
      indexOf(publicShots, roles, (name) => existsSync(join(folder, `${name}.webp`))),
    );
} finally {
  await browser.close();
  await stop();
  await rm(room, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exit(failures.length > 0 ? 1 : 0);

/** What can be asked for. */
function names() {
  const ofRole = (role, shots) => shots.map(({ name }) => `${role}/${name}`);
  return [...ofRole("public", publicShots), ...roles.flatMap(({ role, shots }) => ofRole(role, shots))];
}

/** Whether any of a role's pictures was asked for. */
function isWanted(role, shots) {
  return wanted.length === 0 || shots.some(({ name }) => wanted.some((part) => `${role}/${name}`.startsWith(part)));
}

async function newPage() {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  return context.newPage();
}

async function register(page) {
  const [email, password] = ["newcomer@demo.latchkey.test", "a gallery needs a visitor"];
  await page.request.post("/api/auth/register", { data: { email, password, name: "Nora Newcomer" } });
  await signInToDemo(page, email, password);
}

/** Chooses another organization as people do. */
async function actFor(page, organization) {
  await page.goto("/dashboard");
  await page
    .getByRole("button", { name: /^Organization: / })
    .filter({ visible: true })
    .click();
  await page.getByRole("menuitemcheckbox", { name: organization }).click();
  await page
    .getByRole("button", { name: `Organization: ${organization}` })
    .filter({ visible: true })
    .waitFor();
}

async function draw(role, shots, page) {
  await mkdir(join(folder, role), { recursive: true });
  for (const shot of shots) {
    const name = `${role}/${shot.name}`;
    if (!isWanted(role, [shot])) continue;
    try {
      await open(page, shot);
      // README.md shows this one.
      if (name === "owner/overview") await page.screenshot({ path: join("docs", "overview.png") });
      const pictures = [];
      for (const view of views) pictures.push(await picture(page, view, shot));
      const sheet = await sheetOf(pictures);
      await writeFile(join(folder, `${name}.webp`), sheet);
      const digest = createHash("sha256").update(sheet).digest("hex");
      const twin = drawnAs.get(digest);
      if (twin) failures.push(`${name}: shows the same as ${twin}`);
      else drawnAs.set(digest, name);
      progress(name);
    } catch (error) {
      failures.push(`${name}: ${error.message.split("\n")[0]}`);
    }
  }
}

async function open(
  page,
  { path, first, named, told, more, open: clicks = [], choose, broken = false, dialog = false },
) {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.unrouteAll({ behavior: "ignoreErrors" });
  if (broken) await page.route("**/api/dashboard/**", (route) => route.fulfill({ status: 503, body: "{}" }));
  await page.goto(path);
  if (first) {
    const links = page.locator(`main a[href^="${first}"]`);
    const link = (named ? links.filter({ hasText: named }) : links).first();
    await link.waitFor();
    await page.goto(await link.getAttribute("href"));
  }
  if (told) {
    const address = page.locator("main code").filter({ hasText: told }).first();
    await page.goto(`${await address.textContent()}${more}`);
  }
  await page.locator("h1").filter({ visible: true }).first().waitFor();
  if (choose) await page.getByRole("radio", { name: choose, exact: true }).click();
  for (const name of clicks) {
    await page.getByRole("button", { name }).filter({ visible: true }).first().click();
    await page.locator("[role=dialog], [role=menu]").first().waitFor();
  }
  if (dialog) await page.getByRole("dialog").waitFor();
  // What is read after the page is there: charts, figures, and whatever fails.
  await page.waitForLoadState("networkidle", { timeout: 8_000 }).catch(() => undefined);
  // It asks again a few times before it says so.
  if (broken) await page.locator("main [role=alert]").first().waitFor({ timeout: 20_000 });
  await expectWhole(page);
}

/** Rejects where a part of the page is still on its way after ten seconds. */
async function expectWhole(page) {
  await page.waitForFunction(
    () => document.querySelector("main .animate-pulse, [role=dialog] .animate-pulse") === null,
    null,
    {
      timeout: 10_000,
    },
  );
}

async function picture(page, { theme, width, height }, { whole: isWhole = false }) {
  await page.evaluate((chosen) => document.documentElement.setAttribute("data-theme", chosen), theme);
  await page.setViewportSize({ width, height });
  await drawn(page);
  const isCovered = (await page.locator("[role=dialog], [role=menu]").count()) > 0;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const most = isWhole ? whole : width < 500 ? mostHeight * 1.6 : mostHeight;
  const clip = { x: 0, y: 0, width, height: isCovered ? height : Math.min(Math.max(whole, height), most) };
  if (!isCovered && (await page.locator("table[aria-rowcount]").count()) > 0) {
    // Of a long list only the rows in view are there.
    await page.setViewportSize({ width, height: clip.height });
    await drawn(page);
  }
  const png = await page.screenshot({ fullPage: !isCovered, clip, animations: "disabled" });
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** Resolves once the page shows itself at its size of now: what measures itself draws a second time. */
async function drawn(page) {
  for (const _time of [1, 2]) {
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
    );
  }
}

/** One picture with all views beside each other, in WebP, which Chromium writes itself. */
async function sheetOf(pictures) {
  const sheet = await browser.newPage({ viewport: { width: 1_700, height: 600 } });
  try {
    const images = pictures.map((source, index) => `<img src="${source}" width="${views[index].shown}">`).join("");
    await sheet.setContent(
      `<body style="margin:0;background:#8a8d8f"><main style="display:flex;gap:12px;padding:12px;align-items:start;width:max-content">${images}</main>`,
    );
    const { width, height } = await sheet.locator("main").boundingBox();
    const session = await sheet.context().newCDPSession(sheet);
    const { data } = await session.send("Page.captureScreenshot", {
      format: "webp",
      quality,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width, height, scale: 1 },
    });
    return Buffer.from(data, "base64");
  } finally {
    await sheet.close();
  }
}
