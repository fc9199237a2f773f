import { expect, test } from "./fixtures";

test("an endpoint is added with its secret shown once, tested, inspected, rotated, disabled and deleted", async ({
  signedIn: page,
  expectedProblems,
}) => {
  // The private address that is refused.
  expectedProblems.push(/status of 400 .*\/api\/dashboard\/v1\/webhooks$/);
  await page.goto("/dashboard/webhooks");
  await page.getByRole("button", { name: "Add your first endpoint" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("URL").fill("https://10.0.0.1/hook");
  await dialog.getByRole("button", { name: "Add endpoint" }).click();
  await expect(dialog.getByText(/not on the public internet/)).toBeVisible();
  // A name that leads nowhere: what this page shows of a failure needs no network.
  await dialog.getByLabel("URL").fill("https://hooks.example.invalid/latchkey");
  await dialog.getByLabel("Description").fill("Billing service");
  await dialog.getByText("Chosen events").click();
  await dialog.getByLabel("Search events").fill("revoked");
  await dialog.getByText("key.revoked").click();
  await dialog.getByRole("button", { name: "Add endpoint" }).click();
  await expect(dialog.getByRole("textbox", { name: "Signing secret" })).toHaveValue(/^whsec_/);
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("textbox", { name: "Signing secret" })).toBeVisible();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("link", { name: "Billing service" }).click();
  await expect(page.getByRole("heading", { name: "Billing service" })).toBeVisible();
  await page.getByRole("button", { name: "Send test" }).click();
  const delivery = page.getByRole("button", { name: /webhook\.test/ });
  await expect(delivery).toContainText("No answer");
  await delivery.click();
  await expect(page.getByText("The host name could not be resolved").first()).toBeVisible();
  await expect(page.getByText('"type": "webhook.test"')).toBeVisible();
  await page.getByText("Failed", { exact: true }).click();
  await expect(page).toHaveURL(/\?status=failed$/);

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Rotate secret…" }).click();
  await dialog.getByRole("button", { name: "Rotate secret" }).click();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(/the old one signs too until/)).toBeVisible();

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await dialog.getByRole("button", { name: "Delete endpoint" }).click();
  await expect(page.getByText("No endpoints yet")).toBeVisible();
});
