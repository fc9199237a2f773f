import type { Page } from "playwright/test";
import { fillOrganization } from "./fill-organization";
import { expect, test } from "./fixtures";

test.use({ hasTouch: true, viewport: { width: 375, height: 700 } });

const references = ["/docs", "/docs/prompts", "/docs/prompts/post-v1-prompts", "/docs/conformance"];

test("on touch each button, and each link outside of a sentence, is as high as a finger needs", async ({
  signedIn: page,
  request,
  account,
}) => {
  await page.goto("/dashboard");
  const change = await page.getByRole("link", { name: "change" }).boundingBox();
  expect(change?.height).toBeGreaterThanOrEqual(leastPixels);
  const made = await fillOrganization(request, account);
  const others = ["/dashboard/welcome", "/dashboard/settings", ...references];
  for (const path of [...made.lists, ...made.details, ...others]) {
    await page.goto(path);
    await expect(page.locator("h1").filter({ visible: true }).first()).toBeVisible();
    await expect(page.locator('main [aria-busy="true"]').filter({ visible: true })).toHaveCount(0);
    await expect.poll(() => lowTargets(page), path).toEqual([]);
  }
  // Tablets have the sidebar.
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect.poll(() => lowTargets(page), "beside the sidebar").toEqual([]);
});

const leastPixels = 44;

/** The controls of a page and of its head that are lower; headings that lead to themselves aside, which are as high as their words. */
function lowTargets(page: Page): Promise<string[]> {
  return page.locator(":is(header, aside, main) :is(a, button, select, summary)").evaluateAll(
    (controls, least) =>
      controls
        .filter((one) => one.checkVisibility() && !one.closest(".sr-only, h2, h3"))
        // A link that is in a line of words is as high as they are.
        .filter((one) => getComputedStyle(one).display !== "inline")
        // What is 1 px wide is read aloud alone, and lines are drawn at parts of a pixel.
        .filter((one) => one.clientWidth !== 1 && one.getBoundingClientRect().height < least - 0.5)
        .map(({ outerHTML }) => outerHTML.slice(0, 160)),
    leastPixels,
  );
}
