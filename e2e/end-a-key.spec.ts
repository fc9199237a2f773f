import { expect, test } from "./fixtures";
import { callWith, chooseAction, createMemoryKey, keyDialog } from "./key-dialog";

/** The contract's own promise: every process knows within a second. */
const withinASecond = { timeout: 1_000, intervals: [50] };

test("a revoked key is refused within a second", async ({ signedIn: page, request, account }) => {
  const key = await createMemoryKey(request, account.token, "Doomed");
  expect(await callWith(request, key)).toBe(200);
  await page.goto("/dashboard/api-keys");
  await chooseAction(page, "Doomed", "Revoke…");
  await expect(keyDialog(page)).toContainText("cannot be undone");
  await keyDialog(page).getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("“Doomed” is revoked", { exact: true })).toBeVisible();
  await expect.poll(() => callWith(request, key), withinASecond).toBe(401);
  await expect(page.getByRole("row", { name: "Doomed" })).toContainText("Revoked");
});

test("after a rotation with grace both keys work, and then only the new one", async ({
  signedIn: page,
  request,
  account,
}) => {
  const old = await createMemoryKey(request, account.token, "Rolling");
  await page.goto("/dashboard/api-keys");
  await chooseAction(page, "Rolling", "Rotate…");
  await keyDialog(page).getByText("In 1 hour").click();
  await keyDialog(page).getByRole("button", { name: "Rotate key" }).click();
  await keyDialog(page).getByRole("button", { name: "Copy", exact: true }).click();
  const fresh = await keyDialog(page).getByRole("textbox", { name: "API key" }).inputValue();
  await keyDialog(page).getByRole("button", { name: "Done" }).click();
  expect(fresh).not.toBe(old);
  expect([await callWith(request, old), await callWith(request, fresh)]).toEqual([200, 200]);

  const oldRow = page.getByRole("row").filter({ hasText: old.slice(-4) });
  // It moves below its successor once the list was read again.
  await expect(oldRow).toContainText("Being replaced");
  await oldRow.getByRole("button", { name: "Actions for Rolling" }).click();
  await page.getByRole("menuitem", { name: "End now…" }).click();
  // The second begins with the answer, not with the click.
  const ended = page.waitForResponse((response) => response.request().method() === "DELETE" && response.ok());
  await keyDialog(page).getByRole("button", { name: "End now" }).click();
  await ended;
  await expect.poll(() => callWith(request, old), withinASecond).toBe(401);
  expect(await callWith(request, fresh)).toBe(200);
});
