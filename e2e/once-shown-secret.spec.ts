import type { Page } from "playwright/test";
import { bearer, expect, test } from "./fixtures";
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

for (const [way, arrive] of [
  ["within the app", walkToKeys],
  ["by full loads", loadKeys],
] as const) {
  test(`no way through the history loses a secret that was not copied yet, where the page was reached ${way}`, async ({
    signedIn: page,
  }) => {
    // Beyond its own entries the browser asks before it leaves the document: stay.
    page.on("dialog", (dialog) => dialog.dismiss());
    await arrive(page);
    await createKeyInDialog(page, { name: "Precious" });
    const secret = await secretField(page).inputValue();
    const isStillShown = async () => {
      await expect(secretField(page)).toHaveValue(secret);
      await expect.poll(() => new URL(page.url()).pathname).toBe("/dashboard/api-keys");
    };
    const steps = [
      "history.back(); history.back()",
      "history.back(); setTimeout(() => history.back())",
      "history.go(-2)",
      "history.go(-3)",
      "history.forward()",
      "history.go(1 - history.length)",
      "history.back(); history.forward(); history.back()",
    ];
    for (const step of steps) {
      await page.evaluate(step);
      await isStillShown();
      await expect(keyDialog(page).getByRole("alert")).toContainText("before you leave");
    }
    await keyDialog(page).getByRole("button", { name: "Copy", exact: true }).click();
    await keyDialog(page).getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("link", { name: "Precious" })).toBeVisible();
    // Nothing of the guard is left: one step back is the page before.
    await page.goBack();
    await expect(page).toHaveURL(/\/dashboard$/);
  });
}

async function walkToKeys(page: Page): Promise<void> {
  await page.goto("/dashboard/usage");
  await page.getByRole("link", { name: "Overview" }).first().click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.getByRole("link", { name: "API Keys" }).first().click();
  await page.getByRole("button", { name: "Create your first key" }).click();
}

async function loadKeys(page: Page): Promise<void> {
  await page.goto("/dashboard/usage");
  await page.goto("/dashboard");
  await page.goto("/dashboard/api-keys?create=1");
}

test("a lost answer to “create” and another try make one key, whose secret is shown", async ({
  signedIn: page,
  request,
  account,
  expectedProblems,
}) => {
  expectedProblems.push(/api-keys/);
  await page.goto("/dashboard/api-keys?create=1");
  const dialog = keyDialog(page);
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill("Made once");
  await dialog.getByLabel("Product", { exact: true }).selectOption({ label: "Memory" });
  let lost = 0;
  await page.route("**/api/dashboard/**", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.fallback();
    lost += 1;
    // The server has done it; the answer does not arrive.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Try again: you get that one, not a second");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Copy your new key" })).toBeVisible();
  const secret = await secretField(page).inputValue();
  const { data } = await (await request.get("/api/v1/api-keys", bearer(account.token))).json();
  expect(data).toHaveLength(1);
  expect((await request.get("/api/v1/memories", bearer(secret))).status()).toBe(200);
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
