import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";

test("the log is filtered, verified, and saved as a file, and says that it was", async ({
  signedIn: page,
  account,
  request,
}) => {
  await createMemoryKey(request, account.token, '=HYPERLINK("https://example.test")');
  await page.goto("/dashboard/audit-log");
  await page.getByRole("combobox", { name: "Event" }).selectOption("key.created");
  const log = page.getByRole("table", { name: "Audit log" });
  await expect(log.getByText('made the API key “=HYPERLINK("https://example.test")”')).toHaveCount(1);
  await expect(page).toHaveURL(/type=key\.created/);

  await log.getByRole("button", { name: /^Details of key\.created/ }).click();
  await expect(log.getByText('"type": "key.created"')).toBeVisible();
  await log.getByRole("button", { name: "This target" }).click();
  await expect(page).toHaveURL(/target=key_/);

  const started = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const file = await started;
  expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text.startsWith("\uFEFF"), "Excel takes it for UTF-8").toBe(true);
  const lines = text.trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("time_utc,event,type,summary,outcome,actor,actor_email");
  expect(lines[1]).toContain(account.email);

  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(log.getByText("audit.exported")).toBeVisible();
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText(/^Nothing is broken: \d+ links?, 1 to \d+\.|No event is sealed yet/)).toBeVisible();
});
