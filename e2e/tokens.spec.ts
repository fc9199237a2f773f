import { bearer, expect, test } from "./fixtures";
import { setPlan } from "./plans";

test("the free plan has no tokens: the button says why, with the way to more", async ({ signedIn: page }) => {
  await page.goto("/dashboard/tokens");
  const button = page.getByRole("button", { name: "Create token" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(/not part of the Free plan/);
  await page.getByRole("link", { name: "Compare plans" }).click();
  await expect(page.getByRole("heading", { name: "Plans and limits" })).toBeVisible();
});

test("on Starter one token is made and works; then the plan is full until it is revoked", async ({
  signedIn: page,
  request,
  account,
}) => {
  await setPlan(account.email, "starter");
  await page.goto("/dashboard/tokens");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Laptop");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  expect(token).toMatch(/^hp_pat_[A-Za-z0-9]{40}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  expect((await request.get("/api/user/me", bearer(token))).status()).toBe(200);

  await expect(page.getByText("1 of 1 on Starter")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create token" })).toHaveAttribute("aria-disabled", "true");
  await page
    .getByRole("button", { name: /Revoke/ })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Revoke/ })
    .click();
  await expect(page.getByText("0 of 1 on Starter")).toBeVisible();
  expect((await request.get("/api/user/me", bearer(token))).status()).toBe(401);
});
