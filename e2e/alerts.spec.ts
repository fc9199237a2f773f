import { bearer, expect, test } from "./fixtures";
import { callWith, createMemoryKey } from "./key-dialog";

test("use of a revoked key raises an alert, which stays open until somebody acknowledges it", async ({
  signedIn: page,
  account,
  request,
}) => {
  const key = await createMemoryKey(request, account.token, "Old laptop");
  expect(await callWith(request, key)).toBe(200);
  const list = await request.get("/api/v1/api-keys", bearer(account.token));
  const { data } = await list.json();
  await request.delete(`/api/v1/api-keys/${data[0].id}`, bearer(account.token));
  expect(await callWith(request, key)).toBe(401);

  const alert = page.getByRole("article").filter({ hasText: "A revoked credential is still in use" });
  // Alerts are raised a moment after the request, outside of it.
  await expect(async () => {
    await page.goto("/dashboard/alerts");
    await expect(alert).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(alert).toContainText("Old laptop");
  const alertsLink = page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: /^Alerts/ });
  await expect(alertsLink).toHaveAccessibleName(/^Alerts\s*1 open$/);

  await alert.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText("Nothing unusual")).toBeVisible();
  await expect(alertsLink).toHaveAccessibleName("Alerts");
  await page.getByRole("radio", { name: "Acknowledged" }).check();
  await expect(alert).toContainText(/Acknowledged\s/);
  await alert.getByRole("link", { name: "Review key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Old laptop" })).toBeVisible();
});
