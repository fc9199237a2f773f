import { bearer, expect, test } from "./fixtures";
import { callWith, chooseAction, keyDialog } from "./key-dialog";

const dayMs = 86_400_000;

test("a template is made, fills in a new key which then has its settings, and can be deleted without the key", async ({
  signedIn: page,
  request,
  account,
}) => {
  await page.goto("/dashboard/api-keys");
  await page.getByRole("link", { name: "Templates" }).click();
  await expect(page.getByText("No templates yet")).toBeVisible();
  await page.getByRole("button", { name: "Create template" }).click();
  const dialog = keyDialog(page);
  await dialog.getByLabel("Name").fill("Partner");
  await dialog.getByLabel("Product", { exact: true }).selectOption({ label: "Memory" });
  await dialog.getByRole("radio", { name: "Production" }).check();
  await dialog.getByRole("radio", { name: "Custom" }).check();
  await dialog.getByRole("radiogroup", { name: "Memories" }).getByRole("radio", { name: "Read" }).check();
  await dialog.getByRole("radiogroup", { name: "Intelligence" }).getByRole("radio", { name: "None" }).check();
  await dialog.getByLabel("Expires").selectOption({ label: "30 days" });
  await dialog.getByText("More", { exact: true }).click();
  await dialog.getByLabel("Tags").fill("partner");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  const row = page.getByRole("row", { name: "Partner" });
  await expect(row).toContainText("Custom: 1 scope");
  await expect(row).toContainText("30 days");

  await page.getByRole("link", { name: "API Keys" }).last().click();
  await page.getByRole("button", { name: "Create your first key" }).click();
  await dialog.getByLabel("Name").fill("Acme");
  await dialog.getByLabel("Template").selectOption({ label: "Partner" });
  await expect(dialog.getByLabel("Name")).toHaveValue("Acme");
  await expect(dialog.getByLabel("Expires")).toHaveValue("30");
  await expect(dialog.getByLabel("Tags")).toHaveValue("partner");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  const secret = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("link", { name: "Acme", exact: true }).click();
  const settings = page.getByRole("definition");
  await expect(settings.filter({ hasText: "read:memories" })).toContainText("Custom: 1 scope");
  await expect(settings.filter({ hasText: "Production" })).toContainText("Memory");
  await expect(settings.filter({ hasText: /^partner/ })).toBeVisible();
  const { data } = await (await request.get("/api/v1/api-keys", bearer(account.token))).json();
  expect(data).toHaveLength(1);
  expect(data[0].scopes).toEqual(["read:memories"]);
  expect(Date.parse(data[0].expiresAt) - Date.parse(data[0].createdAt)).toBe(30 * dayMs);
  expect(await callWith(request, secret)).toBe(200);
  const written = await request.post("/api/v1/memories", { data: { content: "no" }, ...bearer(secret) });
  expect(written.status()).toBe(403);

  await page.goto("/dashboard/api-keys/templates");
  await chooseAction(page, "Partner", "Delete…");
  await dialog.getByRole("button", { name: "Delete template" }).click();
  await expect(page.getByText("No templates yet")).toBeVisible();
  await page.getByRole("link", { name: "API Keys" }).last().click();
  await page.getByRole("button", { name: "Create API Key", exact: true }).click();
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await expect(dialog.getByLabel("Template")).toHaveCount(0);
  expect(await callWith(request, secret)).toBe(200);
});
