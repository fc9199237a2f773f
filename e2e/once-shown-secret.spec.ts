import type { Page } from "playwright/test";
import { expect, test } from "./fixtures";
import { createKeyInDialog, keyDialog } from "./key-dialog";

const secretField = (page: Page) => keyDialog(page).getByRole("textbox", { name: "API key" });

test("a secret that was not copied yet cannot be lost", async ({ signedIn: page }) => {
  await page.goto("/dashboard");
  await page.goto("/dashboard/api-keys?create=1");
  await createKeyInDialog(page, { name: "Precious" });
  const secret = await secretField(page).inputValue();
  const isStillShown = () => expect(secretField(page)).toHaveValue(secret);

  await page.keyboard.press("Escape");
  await isStillShown();
  await page.mouse.click(5, 5);
  await isStillShown();
  await expect(keyDialog(page).getByRole("button", { name: "Close" })).toHaveCount(0);
  await keyDialog(page).getByRole("button", { name: "Done" }).click();
  await isStillShown();
  await expect(keyDialog(page).getByRole("alert")).toContainText("before you leave");

  // A link of the page below, as a script or a screen reader would follow it.
  await page.locator('a[href="/dashboard/usage"]').first().dispatchEvent("click");
  await isStillShown();
  await page.evaluate(() => window.history.back());
  await isStillShown();
  expect(new URL(page.url()).pathname).toBe("/dashboard/api-keys");

  const question = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => window.location.reload()));
  const dialog = await question;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await isStillShown();

  await keyDialog(page).getByRole("button", { name: "Copy", exact: true }).click();
  await expect(keyDialog(page).getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await page.keyboard.press("Escape");
  await expect(keyDialog(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("link", { name: "Precious" })).toBeVisible();
  expect(await page.content()).not.toContain(secret);
});

test("“I have stored it” is enough to leave, and Enter makes no second key", async ({ signedIn: page }) => {
  await page.goto("/dashboard/api-keys?create=1");
  const dialog = keyDialog(page);
  await dialog.getByLabel("Name").fill("Only one");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading", { name: "Copy your new key" })).toBeVisible();
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Only one" })).toHaveCount(1);
});

test("a draft survives closing the form", async ({ signedIn: page }) => {
  await page.goto("/dashboard/api-keys");
  await page.getByRole("button", { name: "Create your first key" }).click();
  await keyDialog(page).getByLabel("Name").fill("Half done");
  await page.keyboard.press("Escape");
  await expect(keyDialog(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Create API Key", exact: true }).click();
  await expect(keyDialog(page).getByLabel("Name")).toHaveValue("Half done");
});

test("a key can be made with the keyboard alone", async ({ signedIn: page }) => {
  await page.goto("/dashboard/api-keys");
  await tabTo(page, "Create your first key");
  await page.keyboard.press("Enter");
  await expect(keyDialog(page).getByLabel("Name")).toBeFocused();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await expect(keyDialog(page).getByRole("button", { name: "Copy", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(keyDialog(page).getByRole("button", { name: "Copied" })).toBeVisible();
  await tabTo(page, "Done");
  await page.keyboard.press("Enter");
  await expect(keyDialog(page)).toHaveCount(0);
  await expect(page.getByRole("link", { name: "By keyboard" })).toBeVisible();
});

/** Presses Tab until the button of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toBeVisible();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if (await button.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}
