import { clickUntil, expect, test } from "./fixtures";

test("a dialog is there before the page below it is drawn anew, and then holds the page's scrolling", async ({
  signedIn: page,
}) => {
  await page.goto("/dashboard/api-keys");
  // The page is redrawn by what its body's overflow becomes, which this reads once the dialog has locked it.
  const atFirst = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const tell = () => resolve(getComputedStyle(document.body).overflow);
        new MutationObserver(tell).observe(document.body, { attributeFilter: ["data-scroll-locked"] });
      }),
  );
  await clickUntil(page.getByRole("button", { name: "Create API Key" }).first(), page.getByRole("dialog"));
  expect(await atFirst).toBe("visible");
  await expect(page.locator("body")).toHaveCSS("overflow", "hidden");
  await page.keyboard.press("Escape");
  await expect(page.locator("body")).toHaveCSS("overflow", "visible");
});
