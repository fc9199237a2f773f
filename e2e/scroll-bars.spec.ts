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
    const seen = await watchDialog(page);
    await clickUntil(page.getByRole("button", { name: "Change email" }), page.getByRole("dialog"));
    await expect(page.locator("body")).toHaveCSS("overflow", "hidden");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.locator("body")).toHaveCSS("overflow", "visible");
    const frames = await seen();
    const centers = frames.map(({ center }) => center).filter((center) => center !== null);
    expect(new Set(centers).size).toBe(1);
    expect(new Set(frames.map(({ mainWidth }) => mainWidth)).size).toBe(1);
  });
}
