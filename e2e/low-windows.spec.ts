import type { Page } from "playwright/test";
import { fillOrganization } from "./fill-organization";
import { expect, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";
import { openDialog } from "./open-dialog";

/** What a window of 1280 by 800 pixels has left at 400 %: WCAG 2.2, 1.4.10. */
const lowest = { width: 320, height: 200 };
/** And one of 1280 by 1024 pixels, and a phone on its side. */
const windows = [lowest, { width: 320, height: 256 }, { width: 667, height: 375 }];

test("in a window as low as one at 400 % each control of a form or dialog can be seen and pressed", async ({
  signedIn: page,
  request,
  account,
}) => {
  const made = await fillOrganization(request, account);
  const dialog = page.getByRole("dialog");
  for (const path of made.forms) {
    await page.goto(path);
    await expect(dialog).toBeVisible();
    await expectReachable(page, path);
  }
  const calendar = { path: "/dashboard/usage", clicks: ["Custom"] };
  for (const { path, clicks } of [...made.dialogs, calendar]) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openDialog(page, { path, clicks });
    await expectReachable(page, `${path}: ${clicks.join(", ")}`);
  }
});

test("in such a window the bar of selected rows leaves most of them in view, and the menu shows several pages at once", async ({
  signedIn: page,
  request,
  account,
}) => {
  await createMemoryKey(request, account.token, "Chosen");
  await page.setViewportSize(lowest);
  await page.goto("/dashboard/api-keys");
  await page.getByRole("checkbox", { name: /^Select Chosen / }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect.poll(async () => (await bar.boundingBox())?.height).toBeLessThan(lowest.height * 0.4);
  await bar.getByRole("button", { name: "Clear the selection" }).click();
  await expect(bar).toBeHidden();

  await page.getByRole("button", { name: "Menu", exact: true }).click();
  const links = page.getByRole("dialog", { name: "Menu" }).getByRole("link");
  await links.last().evaluate((link) => link.scrollIntoView({ block: "end" }));
  const pressable = () =>
    links.evaluateAll(
      (all) =>
        all.filter((link) => {
          const { left, right, top, bottom } = link.getBoundingClientRect();
          return link.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
        }).length,
    );
  await expect.poll(pressable).toBeGreaterThanOrEqual(3);
});

async function expectReachable(page: Page, what: string): Promise<void> {
  for (const size of windows) {
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(unreachable), `${what}, ${size.width}x${size.height}`).toEqual([]);
  }
}

/** The controls of the dialog in front that are not wholly in the window, or covered, once they were scrolled into view. */
function unreachable(): string[] {
  const dialog = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].at(-1);
  if (!dialog) return ["no dialog"];
  // What still comes in is not where it will be.
  if (dialog.getAnimations({ subtree: true }).length > 0) return ["moves"];
  return [...dialog.querySelectorAll<HTMLElement>("button, a, select, textarea, input, summary")]
    .filter((control) => control.checkVisibility({ visibilityProperty: true }) && !control.closest(".sr-only"))
    .filter((control) => {
      control.scrollIntoView({ block: "center" });
      const { left, right, top, bottom, height } = control.getBoundingClientRect();
      const met = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isMet = met !== null && (control.contains(met) || control.closest("label")?.contains(met));
      // A long text's field may be higher than the window.
      const isCut = height <= window.innerHeight && (top < 0 || bottom > window.innerHeight);
      return isCut || left < 0 || right > window.innerWidth || !isMet;
    })
    .map(({ outerHTML }) => outerHTML.slice(0, 120));
}
