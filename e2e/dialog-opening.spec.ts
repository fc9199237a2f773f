import { alive, clickUntil, expect, test } from "./fixtures";
import { watchDialog } from "./watch-dialog";

test("a dialog is there before the page below it is drawn anew, and then holds the page's scrolling", async ({
  signedIn: page,
}) => {
  await page.goto("/dashboard/settings");
  const seen = await watchDialog(page);
  await clickUntil(page.getByRole("button", { name: "Change email" }), page.getByRole("dialog"));
  await expect(page.locator("body")).toHaveCSS("overflow", "hidden");
  // The page is drawn anew by what its body's overflow becomes.
  expect((await seen()).find(({ center }) => center !== null)?.overflow).toBe("visible");
  await page.keyboard.press("Escape");
  await expect(page.locator("body")).toHaveCSS("overflow", "visible");
});

test("a page that was scrolled stays where it is when what its bar opened is closed", async ({ signedIn: page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto("/dashboard/settings");
  const scrolled = () => page.evaluate(() => window.scrollY);
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
