import { bearer, expect, password, test } from "./fixtures";
import { createKeyInDialog, keyDialog } from "./key-dialog";

test("from nothing to a copied key that works, and its call in the usage", async ({ page, request, address }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Create account" }).first().click();
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("Email").fill(`grace-${address}@example.test`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.getByRole("link", { name: "Create API key" }).click();
  await createKeyInDialog(page, { name: "First key", product: "Memory" });
  await keyDialog(page).getByRole("button", { name: "Copy", exact: true }).click();
  await expect(keyDialog(page).getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  await expect(keyDialog(page).getByRole("textbox", { name: "API key" })).toHaveValue(copied);
  await keyDialog(page).getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("link", { name: "First key" })).toBeVisible();
  expect(await page.content()).not.toContain(copied);

  const answer = await request.get("/api/v1/memories", bearer(copied));
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ success: true, data: [] });

  await page.goto("/dashboard/usage");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("GET /api/v1/memories")).toBeVisible({ timeout: 3_000 });
  }).toPass();
});
