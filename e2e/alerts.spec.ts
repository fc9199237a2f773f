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

test("an admin sets thresholds, quiet hours and receivers on the page, and finds them again", async ({
  signedIn: page,
  account,
  request,
}) => {
  await page.goto("/dashboard/alerts");
  const open = async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    return page.getByRole("dialog", { name: "Alert settings" });
  };
  const dialog = await open();
  await dialog.getByLabel("Rejections in five minutes").fill("5");
  await dialog.getByRole("button", { name: "Save settings" }).click();
  await expect(dialog.getByText("Must be at least 10")).toBeVisible();
  await dialog.getByLabel("Rejections in five minutes").fill("25");
  await dialog.getByRole("checkbox", { name: "Sessions" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Quiet hours" }).check();
  await dialog.getByLabel("Time zone").fill("Europe/Berlin");
  await dialog.getByRole("radio", { name: "Chosen members" }).check();
  await dialog.getByRole("checkbox", { name: account.email }).check();
  await dialog.getByRole("button", { name: "Save settings" }).click();
  await expect(dialog).toBeHidden();

  const saved = await (await request.get("/v1/alerts/settings", bearer(account.token))).json();
  expect(saved).toMatchObject({
    credentials: ["api_key", "token", "oauth_app"],
    rejections: { at_least: 25, share_percent: 20 },
    quiet_hours: { from: "22:00", until: "07:00", time_zone: "Europe/Berlin" },
    receivers: { members: [expect.any(String)], webhooks: [] },
  });
  await page.reload();
  await open();
  await expect(dialog.getByLabel("Rejections in five minutes")).toHaveValue("25");
  await expect(dialog.getByRole("checkbox", { name: account.email })).toBeChecked();
});
