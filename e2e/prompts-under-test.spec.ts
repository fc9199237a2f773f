import { expect, test } from "./fixtures";

test("a prompt is written, changed, compared, evaluated over an imported dataset, and reported", async ({
  signedIn: page,
}) => {
  await page.goto("/dashboard/prompts");
  await page.getByRole("button", { name: "New prompt" }).click();
  await page.getByLabel("Name").fill("Refund reply");
  await page.getByLabel("Text").fill("Dear {{name}},\nyour refund is on its way.");
  await page.getByRole("button", { name: "Create prompt" }).click();
  await page.waitForURL(/\/prompts\/prm_/);
  await expect(page.getByRole("heading", { level: 1, name: "Refund reply" })).toBeVisible();
  await expect(page).toHaveTitle("Refund reply · Prompts · Latchkey");
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(/Prompts.*Refund reply/);
  await expect(page.getByRole("listitem").filter({ hasText: /^name$/ })).toBeVisible();

  await page.getByRole("button", { name: "New version" }).click();
  await page.getByLabel("Text").fill("Dear {{name}},\nyour money arrives within {{days}} days.");
  await page.getByRole("button", { name: "Add version" }).click();
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes.getByText("your refund is on its way.")).toBeVisible();
  await expect(changes.getByText("your money arrives within {{days}} days.")).toBeVisible();

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Make public" }).click();
  await expect(page.getByText("Everybody can then read it")).toBeVisible();
  await page.getByRole("button", { name: "Make public" }).click();
  await expect(page.getByText("Public", { exact: true })).toBeVisible();

  await page.goto("/dashboard/evaluations/datasets");
  await page.getByRole("button", { name: "New dataset" }).click();
  await page.getByLabel("File").setInputFiles({
    name: "customers.csv",
    mimeType: "text/csv",
    // As Excel saves it on a system that writes decimals with a comma: semicolons, and no UTF-8.
    buffer: Buffer.from('name;days\nJosé;3\n"Bob ""the builder""";14\n', "latin1"),
  });
  await expect(page.getByLabel("Encoding")).toHaveValue("windows-1252");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("customers");
  await page.getByRole("button", { name: "Create dataset" }).click();
  await page.waitForURL(/\/datasets\/ds_/);
  await expect(page.getByRole("cell", { name: 'Bob "the builder"' })).toBeVisible();
  await expect(page.getByRole("cell", { name: "José" })).toBeVisible();

  await page.goto("/dashboard/evaluations");
  await page.getByRole("button", { name: "Run evaluation" }).click();
  await page.getByRole("button", { name: "Add expectation" }).click();
  await page.getByLabel("Expectation 1", { exact: true }).selectOption("matches the pattern");
  await page.getByLabel("Value of expectation 1").fill("within \\d days");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForURL(/\/evaluations\/eval_/);
  await expect(page.getByText("50%")).toBeVisible();
  await page.getByText("Failed (1)").click();
  await expect(page.getByText("Row 2 failed")).toBeVisible();
  await expect(page.getByText("Row 1 passed")).toBeHidden();
  expect(new URL(page.url()).search).toBe("?passed=false");

  await page.goto("/dashboard/reports");
  await page.getByRole("button", { name: "New report" }).click();
  await page.getByText("Prompts", { exact: true }).last().click();
  await page.getByRole("button", { name: "Make report" }).click();
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^latchkey-prompts-.*\.csv$/);
  await page.getByRole("table", { name: "Reports" }).getByRole("link", { name: "Prompts" }).click();
  await expect(page.getByRole("cell", { name: "Refund reply" })).toBeVisible();
});
