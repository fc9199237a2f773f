import type { Page } from "playwright/test";
import { expect, test } from "./fixtures";

/** Of the goal for a page's layout shift, which is a share of the window: what a reader hardly sees. */
const mostShift = 0.02;

const publicPages = ["/", "/pricing", "/docs", "/docs/prompts/post-v1-prompts", "/sign-in", "/register", "/status"];
const ownPages = [
  "/dashboard",
  "/dashboard/api-keys",
  "/dashboard/usage",
  "/dashboard/audit-log",
  "/dashboard/settings",
];

test("nothing on a page moves while it loads, in a browser that has neither fonts nor scripts yet", async ({
  page,
}) => {
  // Wide windows are looked at by the bench as well; in narrow ones a line more moves a larger share.
  await page.setViewportSize({ width: 375, height: 800 });
  for (const path of publicPages) expect(await shiftOf(page, path), path).toBeLessThanOrEqual(mostShift);
});

test("nothing on a page of the dashboard moves while it loads", async ({ signedIn: page }) => {
  for (const path of ownPages) expect(await shiftOf(page, path), path).toBeLessThanOrEqual(mostShift);
});

test("a page that everybody gets names its fonts before its styles do, under no nonce", async ({ request }) => {
  const link = (await request.get("/")).headers().link ?? "";
  expect(link.match(/<\/_next\/static\/media\/geist[^>]*>; rel=preload; as="font"/g)).toHaveLength(2);
  expect(link).not.toContain("nonce");
});

/** How much moved that no input of the reader's caused, until a page is quiet. */
async function shiftOf(page: Page, path: string): Promise<number> {
  const debug = await page.context().newCDPSession(page);
  await debug.send("Network.setCacheDisabled", { cacheDisabled: true });
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
            if (!hadRecentInput) moved += value;
          }
        }).observe({ type: "layout-shift", buffered: true });
        // What was noted before is told in a turn of its own.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(moved)));
      }),
  );
}
