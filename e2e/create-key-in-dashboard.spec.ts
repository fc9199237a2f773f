import { bearer, expect, test } from "./fixtures";
import { keyDialog } from "./key-dialog";

test("document 002's steps in the dashboard, word for word, make a memory key with the name, environment and scopes that were chosen, shown once", async ({
  signedIn: page,
  request,
  account,
}) => {
  // The steps of document 002, with its own words, and no other step.
  await page.goto("/dashboard");
  const platform = page.getByRole("group", { name: "API Platform", exact: true });
  await platform.getByRole("link", { name: "API Keys", exact: true }).click();
  await page.getByRole("button", { name: "Create API Key", exact: true }).click();
  const dialog = keyDialog(page);
  await dialog.getByLabel("Name", { exact: true }).fill("Production API Key");
  const choose = (group: string, name: RegExp) =>
    dialog.getByRole("radiogroup", { name: group, exact: true }).getByRole("radio", { name }).check();
  await choose("Environment", /^Production/);
  await choose("Scopes", /^Custom/);
  await choose("Memories", /^Both/);
  // Custom begins with what Read-only granted.
  await choose("Intelligence", /^None/);
  await expect(dialog.getByText("read:memories write:memories", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
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
