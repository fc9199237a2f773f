import { bearer, expect, test } from "./fixtures";
import { callWith, createMemoryKey } from "./key-dialog";
import { mailTo } from "./mails";

test("an owner bounds what test keys use: the budget tells at its thresholds, denies at its end, and lets in again what it is raised by", async ({
  signedIn: page,
  account,
  request,
}) => {
  const key = await createMemoryKey(request, account.token, "Prototype");
  await page.goto("/dashboard/usage");
  await page.getByRole("link", { name: "Budgets" }).click();
  await page.getByRole("button", { name: "Create budget" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Too Many Words");
  await dialog.getByLabel("Product").selectOption({ label: "Memory" });
  await dialog.getByRole("radio", { name: "Development" }).check();
  await dialog.getByRole("radio", { name: "Denies" }).check();
  await dialog.getByLabel("Tell at (percent)").fill("50, 100");
  await dialog.getByLabel("Amount").fill("-4");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/must be 1 to 40 lower-case letters/)).toBeVisible();
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill("prototypes");
  await dialog.getByLabel("Amount").fill("4");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: "prototypes" });
  await expect(row).toContainText("0 of 4 a month");
  await expect(row).toContainText("Denies");

  const statuses = [];
  for (let calls = 0; calls < 6; calls += 1) statuses.push(await callWith(request, key));
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  const denied = await request.get("/api/v1/memories", bearer(key));
  expect(Number(denied.headers()["retry-after"])).toBeGreaterThan(0);
  expect((await denied.json()).errors[0].code).toBe("QUOTA_EXCEEDED");
  await expect(row).toContainText("4 of 4 a month");
  const told = await mailTo(account.email, /Of the budget prototypes for Memory, .* has used 4 of 4/);
  expect(told).toContain("/dashboard/usage/budgets");

  const act = async (item: string) => {
    await page.getByRole("button", { name: "Actions for prototypes" }).press("Enter");
    await page.getByRole("menuitem", { name: item }).press("Enter");
  };
  await act("Alerts…");
  await expect(dialog).toContainText("100%: 4 of 4");
  await expect(dialog).toContainText("50%: 2 of 4");
  await page.keyboard.press("Escape");
  await act("Change…");
  await dialog.getByLabel("Amount").fill("6");
  await page.keyboard.press("Enter");
  await expect(row).toContainText("4 of 6 a month");
  await expect.poll(() => callWith(request, key)).toBe(200);
  await act("Delete…");
  await dialog.getByRole("button", { name: "Delete budget" }).click();
  await expect(page.getByText("No budgets")).toBeVisible();
});
