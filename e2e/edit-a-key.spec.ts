import { bearer, expect, test } from "./fixtures";

test("a key's settings are edited in place, and the same secret follows from the next request", async ({
  account,
  request,
  signedIn: page,
}) => {
  const created = await request.post("/api/v1/api-keys", {
    ...bearer(account.token),
    data: { name: "Reader", environment: "production", scopes: ["prompts:read"], expires_in_days: 30 },
  });
  const { data, key } = await created.json();
  const write = () => request.post("/v1/prompts", { ...bearer(key), data: { name: "Greeting" } });
  expect((await write()).status()).toBe(403);

  await page.goto(`/dashboard/api-keys/${data.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit “Reader”" });
  await dialog.getByLabel("Name").fill("");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog.getByText("The name must not be empty.")).toBeVisible();
  await dialog.getByLabel("Name").fill("Writer");
  await dialog.getByRole("radiogroup", { name: "Prompts" }).getByRole("radio", { name: "Write" }).check();
  await dialog.getByLabel("Set a new expiry").check();
  await dialog.getByRole("combobox", { name: "Expires" }).selectOption("365");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "Writer" })).toBeVisible();
  expect((await write()).status()).toBe(201);
});
