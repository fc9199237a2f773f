import type { Page } from "playwright/test";
import { alive, clickUntil, expect, test } from "./fixtures";

// Where scroll bars take room, as with a mouse on most systems; Playwright hides them otherwise.
test.use({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ["--hide-scrollbars"] }),
    { scope: "worker" },
  ],
  viewport: { width: 1200, height: 500 },
});

test("a dialog is there before the page below it is drawn anew, and then holds the page's scrolling; nothing moves", async ({
  signedIn: page,
}) => {
  await page.goto("/dashboard/settings");
  expect(await page.evaluate(() => window.innerWidth - document.documentElement.clientWidth)).toBeGreaterThan(5);
  const main = await page.locator("main").boundingBox();
  const seen = await watchDialog(page);
  await clickUntil(page.getByRole("button", { name: "Change email" }), page.getByRole("dialog"));
  await expect(page.locator("body")).toHaveCSS("overflow", "hidden");
  expect(await page.locator("main").boundingBox()).toEqual(main);
  // The page is drawn anew by what its body's overflow becomes.
  expect((await seen.all()).map(({ overflow }) => overflow)).toEqual(expect.arrayContaining(["visible", "hidden"]));
  expect(new Set((await seen.all()).map(({ center }) => center)).size).toBe(1);
  await page.keyboard.press("Escape");
  await expect(page.locator("body")).toHaveCSS("overflow", "visible");
  expect(await page.locator("main").boundingBox()).toEqual(main);
});

test("a page that was scrolled stays where it is when what its bar opened is closed", async ({ signedIn: page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto("/dashboard/settings");
  const scrolled = () => page.evaluate(() => window.scrollY);
  await expect(page.locator("h1")).toBeVisible();
  await alive(page.getByLabel("Email", { exact: true }));
  await page.evaluate(() => window.scrollTo(0, 900));
  await expect.poll(scrolled).toBe(900);
  for (const opener of ["Menu", "Search"]) {
    const button = page.getByRole("banner").getByRole("button", { name: opener });
    // By the pointer alone: Playwright's own click scrolls to what stands below the bar's room.
    const { x, y } = (await button.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.click(x + 10, y + 10);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(button).toBeFocused();
    expect([opener, await scrolled()]).toEqual([opener, 900]);
  }
});

type Moment = { center: number; overflow: string };

/** Notes where a dialog stands in each frame, and whether the page below is held, from its first one on. */
async function watchDialog(page: Page): Promise<{ all(): Promise<Moment[]> }> {
  await page.evaluate(() => {
    const moments: Moment[] = [];
    const look = () => {
      const box = document.querySelector("[role=dialog]")?.getBoundingClientRect();
      const { overflow } = getComputedStyle(document.body);
      if (box) moments.push({ center: Math.round(2 * box.left + box.width) / 2, overflow });
      requestAnimationFrame(look);
    };
    look();
    Object.assign(window, { moments });
  });
  return { all: () => page.evaluate(() => (window as unknown as { moments: Moment[] }).moments) };
}
