import type { Page } from "playwright/test";
import { alive, expect, test } from "./fixtures";
import { createMemoryKey, keyDialog } from "./key-dialog";
import { choice, search, searchField } from "./search-dialog";

test("Ctrl K finds a key by part of its name, changes the theme, and says why inviting is barred", async ({
  signedIn: page,
  request,
  account,
}) => {
  await createMemoryKey(request, account.token, "Warehouse robot");
  await page.goto("/dashboard");
  await search(page, "wareh");
  await expect(choice(page, /^Warehouse robot/)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dashboard\/api-keys\/[^/?]+$/);
  await expect(page.getByRole("heading", { level: 1, name: "Warehouse robot" })).toBeVisible();

  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const before = await background();
  await search(page, "dark");
  await expect(choice(page, "Dark theme")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(background).not.toBe(before);
  await page.reload();
  expect(await background()).not.toBe(before);

  await search(page, "invite");
  const barred = choice(page, /^Invite people/);
  await expect(barred).toHaveAttribute("aria-selected", "true");
  await expect(barred).toHaveAttribute("aria-disabled", "true");
  await expect(barred).toContainText("Verify your email address first");
  await page.keyboard.press("Enter");
  // What can be chosen closes the search; this one leaves it open, with what was typed.
  await page.keyboard.type(" people");
  await expect(searchField(page)).toHaveValue("invite people");
  await expect(page).toHaveURL(/\/dashboard\/api-keys\/[^/?]+$/);
});

test("single letters lead to pages, to a new key and to their list, until they are switched off", async ({
  signedIn: page,
}) => {
  await page.goto("/dashboard/settings");
  // Keys that come before the page is alive go nowhere.
  await expect(async () => {
    await press(page, "g", "u");
    await expect(page).toHaveURL(/\/dashboard\/usage$/, { timeout: 3_000 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1, name: "Usage" })).toBeVisible();
  await press(page, "c");
  await expect(keyDialog(page).getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(keyDialog(page)).toHaveCount(0);
  await press(page, "g", "t");
  await expect(page.getByRole("heading", { level: 1, name: "Team" })).toBeVisible();

  await press(page, "?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByRole("term").filter({ hasText: "Create an API key" })).toBeVisible();
  await sheet.getByLabel("Single-letter shortcuts").uncheck();
  await expect(sheet.getByRole("heading", { name: "Anywhere (switched off)" })).toBeVisible();

  await page.reload();
  // The search answers once the page is alive; had the letters led elsewhere, one step back would not be this page.
  await search(page, "usage");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await press(page, "g", "k");
  await search(page, "usage");
  await expect(choice(page, /^Usage/)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Usage" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Team" })).toBeVisible();
});

for (const [what, path, renamed] of [
  ["one's own name", "/dashboard/settings", "Grace Hopper"],
  ["the organization's name", "/dashboard/organization", "Hopper & Daughters"],
] as const) {
  test(`Undo in the message brings back ${what}`, async ({ signedIn: page }) => {
    const name = page.getByRole("main").getByLabel("Name", { exact: true });
    const shell = page.getByRole("button", { name: renamed });
    await page.goto(path);
    const before = await name.inputValue();
    await (await alive(name)).fill(renamed);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const undo = page.getByRole("button", { name: "Undo", exact: true });
    // A message stays while somebody points at it.
    await undo.hover();
    // The shell takes the name from the server.
    await expect(shell).toBeVisible();
    await undo.click();
    await expect(page.getByText("Undone", { exact: true })).toBeVisible();
    await expect(name).toHaveValue(before);
    await expect(shell).toHaveCount(0);
    await page.reload();
    await expect(name).toHaveValue(before);
  });
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
