import { bearer, expect, test } from "./fixtures";
import { keyDialog } from "./key-dialog";

test("a key made in the dashboard has the name, environment and scopes that were chosen, and is shown once", async ({
  signedIn: page,
  request,
  account,
}) => {
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "API keys" }).first().click();
  await page.getByRole("button", { name: "Create your first key" }).click();
  const dialog = keyDialog(page);
  await dialog.getByLabel("Name").fill("Production API Key");
  await dialog.getByLabel("Product", { exact: true }).selectOption({ label: "Memory" });
  const choose = (group: string, name: RegExp) =>
    dialog.getByRole("radiogroup", { name: group, exact: true }).getByRole("radio", { name }).check();
  await choose("Environment", /^Production/);
  await choose("Permissions", /^Custom/);
  await choose("Memories", /^Both/);
  // Custom begins with what Read-only granted.
  await choose("Intelligence", /^None/);
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByRole("heading", { name: "Copy your new key" })).toBeVisible();
  const secret = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
  expect(secret).toMatch(/^hb_prod_/);
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.reload();
  await expect(page.getByRole("link", { name: "Production API Key" })).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  const list = await request.get("/api/v1/api-keys", bearer(account.token));
  const scopes = ["read:memories", "write:memories"];
  expect((await list.json()).data).toMatchObject([{ name: "Production API Key", environment: "production", scopes }]);
  expect((await request.get("/api/v1/memories", bearer(secret))).status()).toBe(200);
});
