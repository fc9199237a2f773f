import type { Page } from "playwright/test";
import { expect, password, signIn } from "./fixtures";
import { linkTo } from "./mails";

/** Registers and signs in an administrator of the deployment, whose address makes them one as soon as it is proved. */
export async function signInAsOperator(page: Page, email: string): Promise<void> {
  const registered = await page.request.post("/api/auth/register", { data: { email, password } });
  expect(registered.status()).toBe(201);
  await signIn(page.context(), { email });
  await page.goto("/dashboard/settings");
  await expect(page.getByRole("link", { name: "Administration" })).toBeHidden();
  await page.getByRole("button", { name: "Send a verification link" }).click();
  await expect(page.getByText("A link is on its way")).toBeVisible();
  await page.goto(await linkTo(email, "verify-email"));
  await page.getByRole("button", { name: "Verify email" }).click();
  await expect(page.getByText("is verified.")).toBeVisible();
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Administration" })).toBeVisible();
}
