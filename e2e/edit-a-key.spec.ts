import { bearer, expect, test } from "./fixtures";

test("a key's settings are edited in place, the same secret follows from the next request, and a change made elsewhere is told", async ({
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
  const read = async () =>
    (await (await request.get(`/api/v1/api-keys/${data.id}`, bearer(account.token))).json()).data;
  expect((await write()).status()).toBe(403);

  await page.goto(`/dashboard/api-keys/${data.id}`);
  const save = page.getByRole("button", { name: "Save", exact: true });
  await page.getByRole("button", { name: "Edit Name" }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await name.fill("");
  await save.click();
  await expect(page.getByText("The name must not be empty.")).toBeVisible();
  await name.fill("Writer");
  await request.patch(`/api/v1/api-keys/${data.id}`, { ...bearer(account.token), data: { name: "Theirs" } });
  await save.click();
  await expect(page.getByRole("list", { name: "Changed elsewhere" })).toContainText(
    "it is now Theirs; you have Writer",
  );
  expect((await read()).name).toBe("Theirs");
  await save.click();
  await expect(page.getByRole("heading", { name: "Writer", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit Name" })).toBeFocused();

  await page.getByRole("button", { name: "Edit Scopes" }).click();
  await page.getByRole("radiogroup", { name: "Prompts" }).getByRole("radio", { name: "Write" }).check();
  await save.click();
  await expect(page.getByRole("button", { name: "Edit Scopes" })).toBeFocused();
  expect((await write()).status()).toBe(201);

  await page.getByRole("button", { name: "Edit Expires" }).click();
  await page.getByRole("combobox", { name: "Expires" }).selectOption("365");
  await save.click();
  await expect(page.getByRole("button", { name: "Edit Expires" })).toBeFocused();
  expect(Date.parse((await read()).expiresAt)).toBeGreaterThan(Date.now() + 360 * 86_400_000);
});
