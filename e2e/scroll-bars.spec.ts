import { clickUntil, expect, test } from "./fixtures";
import { watchDialog } from "./watch-dialog";

// As with a mouse on most systems; Playwright hides them otherwise.
test.use({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ["--hide-scrollbars"] }),
    { scope: "worker" },
  ],
  viewport: { width: 1200, height: 500 },
});

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`where scroll bars take room, neither a dialog nor the page below moves as it opens and closes: ${reducedMotion}`, async ({
    signedIn: page,
  }) => {
    await page.emulateMedia({ reducedMotion });
    await page.goto("/dashboard/settings");
    expect(await page.evaluate(() => window.innerWidth - document.documentElement.clientWidth)).toBeGreaterThan(5);
    const widths = await page.evaluateHandle(() => {
      const seen = new Set<number | undefined>();
      const look = () => {
        seen.add(document.querySelector("main")?.getBoundingClientRect().width);
        requestAnimationFrame(look);
      };
      look();
      return seen;
    });
    const seen = await watchDialog(page);
    await clickUntil(page.getByRole("button", { name: "Change email" }), page.getByRole("dialog"));
    await expect(page.locator("body")).toHaveCSS("overflow", "hidden");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.locator("body")).toHaveCSS("overflow", "visible");
    const centers = (await seen()).map(({ center }) => center);
    expect(new Set(centers)).toEqual(new Set(centers.slice(0, 1)));
    expect(await widths.evaluate((all) => [...all])).toHaveLength(1);
  });
}
