import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bearer, expect, test } from "./fixtures";
import { createKeyInDialog, createMemoryKey, keyDialog } from "./key-dialog";
import { expectAccessibleAnywhere } from "./looks";

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

test("a key is made with credits and a refill each month, and one without credits gets its first on its page", async ({
  signedIn: page,
  request,
  account,
}) => {
  const list = async () => (await (await request.get("/api/v1/api-keys", bearer(account.token))).json()).data;
  await createMemoryKey(request, account.token, "Not counted yet");
  await page.goto("/dashboard/api-keys?create=1");
  const dialog = keyDialog(page);
  await dialog.getByLabel("Name", { exact: true }).fill("Counted");
  await dialog.getByLabel("Product", { exact: true }).selectOption({ label: "Memory" });
  await dialog.getByText("More", { exact: true }).click();
  await dialog.getByLabel("Credits", { exact: true }).fill("1e3");
  await dialog.getByLabel("Refilled to", { exact: true }).fill("5,000");
  await dialog.getByLabel("Each", { exact: true }).fill("day 1");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByText("Enter a whole number from 0 to 1,000,000,000,000, in digits alone")).toBeVisible();
  await expect(dialog.getByLabel("Credits", { exact: true })).toBeFocused();
  await expectAccessibleAnywhere(page, "new key with credits");
  await dialog.getByLabel("Credits", { exact: true }).fill("1,000");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Copy your new key" })).toBeVisible();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("link", { name: "Counted", exact: true }).click();
  await expect(page.getByText("1,000 left; refilled to 5,000 on day 1 of each month")).toBeVisible();
  await expectAccessibleAnywhere(page, "key with credits");

  const keys: { id: string; name: string }[] = await list();
  const first = keys.find(({ name }) => name === "Not counted yet");
  await page.goto(`/dashboard/api-keys/${first?.id}`);
  await expect(page.getByText("Not counted", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Give credits" }).click();
  await expect(dialog.getByLabel("Credits", { exact: true })).toBeFocused();
  await dialog.getByLabel("Credits", { exact: true }).fill("20");
  await expectAccessibleAnywhere(page, "first credits");
  await dialog.getByRole("button", { name: "Give credits" }).click();
  await expect(page.getByText("Credits were given", { exact: true })).toBeVisible();
  await expect(page.getByText("20 left", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add credits" })).toBeVisible();
  expect(await list()).toMatchObject([
    { name: "Counted", credits: { remaining: 1_000, refill: { amount: 5_000, on: 1 } } },
    { name: "Not counted yet", credits: { remaining: 20, refill: null } },
  ]);
});

for (const { product, path } of [
  { product: "Prompts", path: "/v1/prompts" },
  { product: "Memory", path: "/api/v1/memories" },
  { product: "Tunnel", path: "/api/v1/api-keys" },
]) {
  test(`a new key of ${product} is shown with a line that works as it is copied`, async ({ signedIn: page }) => {
    await page.goto("/dashboard/api-keys?create=1");
    await createKeyInDialog(page, { name: "Shown off", product });
    const dialog = keyDialog(page);
    await dialog.getByRole("radio", { name: "curl" }).check();
    await dialog.getByRole("button", { name: "Copy code" }).click();
    await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    expect(line).toContain(path);
    const { stdout } = await promisify(execFile)("sh", ["-c", `${line} --silent --write-out '%{http_code}'`]);
    expect(stdout).toMatch(/200$/);
  });
}
