import { readFile } from "node:fs/promises";
import { bearer, expect, test } from "./fixtures";
import { expectAccessibleAnywhere, expectFits } from "./looks";

test.use({ timezoneId: "Pacific/Auckland" });

test("somebody finds out what was asked: by endpoint, on their own clocks, zoomed in by keyboard, as a table and a file, by an address to share", async ({
  signedIn: page,
  account,
  request,
}) => {
  for (const path of ["/v1/prompts", "/v1/prompts", "/v1/prompts/none"]) await request.get(path, bearer(account.token));
  await page.goto("/dashboard/usage?range=1h&product=prompts");
  const chart = page.getByRole("slider", { name: /^Chart of 3 requests/ });
  await chart.focus();
  await page.keyboard.press("End");
  await expect(page.getByText("By minute, last hour, UTC")).toBeVisible();
  await page.getByLabel("Group by").selectOption("endpoint");
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  await expect(page.getByText(/Pacific\/Auckland \(UTC\+1[23]\)/)).toBeVisible();
  await chart.focus();
  await page.keyboard.press("End");
  for (const _step of [1, 2, 3]) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(chart).toHaveAttribute("aria-valuemax", "3");
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
  await expect(page.getByText(/By minute, last hour, Pacific/)).toBeVisible();
  await page.goForward();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(chart).toHaveAttribute("aria-valuemax", "3");
  await expectAccessibleAnywhere(page, "a zoomed chart");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("radio", { name: "Table" }).check();
  await page.reload();
  const table = page.getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(5);
  await expect(table.getByRole("columnheader", { name: "GET /v1/prompts/{id}" })).toBeVisible();
  await expectFits(page, "a table of usage");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  const lines = (await readFile(await (await saved).path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain("GET /v1/prompts,GET /v1/prompts/{id},total,before,p50_ms");
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(page).not.toHaveURL(/from=/);
  await expect(table.getByRole("row")).toHaveCount(61);
});
