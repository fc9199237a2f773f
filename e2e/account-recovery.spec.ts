import { randomUUID } from "node:crypto";
import { alive, clickUntil, expect, expectSignedOut, forgetCookies, password, submitSignIn, test } from "./fixtures";
import { expectLooks } from "./looks";
import { linkTo, proveAddress } from "./mails";

const newPassword = "violet tram under seven bridges";

test("a forgotten password is set anew by a mailed link, by keyboard alone, and the browser that was signed in is out", async ({
  signedIn: owner,
  account,
  otherBrowser,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 400.*reset-(password|link)/, /status of 401.*\/api\/dashboard\//);
  await owner.goto("/dashboard");
  const page = await otherBrowser.newPage();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  const email = page.getByLabel("Email");
  await (await alive(email)).fill("nobody");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This is not an email address.")).toBeVisible();
  await expect(email).toBeFocused();
  await expectLooks(page, "forgot-password");
  await email.fill(account.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "a link is on its way" })).toBeVisible();
  await expectLooks(page, "forgot-password-mailed");

  const link = await linkTo(account.email, "reset-password");
  await page.goto(link);
  await expect(page).toHaveURL(/\/reset-password$/);
  const field = page.getByLabel("New password", { exact: true });
  await field.fill("password123");
  await page.keyboard.press("Enter");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expectLooks(page, "reset-password");
  await page.reload();
  await (await alive(field)).fill(newPassword);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Your new password is set." })).toBeVisible();
  await expectLooks(page, "reset-password-done");
  await page.getByRole("link", { name: "Sign in" }).click();
  await submitSignIn(page, account.email, newPassword);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  await expectSignedOut(owner);
  await owner.goto(link);
  await expect(owner.getByRole("alert").filter({ hasText: "This link is unknown, was used already" })).toBeVisible();
});

test("an account moves to another address, and its former one takes it back", async ({
  signedIn: page,
  account,
  otherBrowser,
  request,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 401.*\/api\/dashboard\//);
  // Only an address that was proved takes the account back.
  await proveAddress(request, account);
  const moved = `moved-${randomUUID()}@example.test`;
  await page.goto("/dashboard/settings");
  await clickUntil(page.getByRole("button", { name: "Change email" }), page.getByRole("dialog"));
  await page.getByLabel("New email address").fill(moved);
  await expectLooks(page, "change-email");
  await page.getByRole("button", { name: "Mail the link" }).click();
  await expect(page.getByText(`A link is on its way to ${moved}.`)).toBeVisible();

  // The link is opened where nobody is signed in: it waits for the sign-in.
  const link = await linkTo(moved, "confirm-email");
  const other = await otherBrowser.newPage();
  await other.goto(link);
  await other.getByRole("link", { name: "Sign in to go on" }).click();
  await submitSignIn(other, account.email, password);
  await expect(other).toHaveURL(/\/confirm-email$/);
  // The address of the sign-in names that page too.
  await expect(other.getByRole("button", { name: "Use the new address" })).toBeVisible();
  await expectLooks(other, "confirm-email");
  await other.getByRole("button", { name: "Use the new address" }).click();
  await expect(other.getByRole("status").filter({ hasText: `${moved} is your address now` })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Email", { exact: true })).toHaveValue(moved);

  const back = await linkTo(account.email, "undo-email-change");
  await forgetCookies(other);
  await other.goto(back);
  await expect(other).toHaveURL(/\/undo-email-change$/);
  await expectLooks(other, "undo-email-change");
  await other.getByRole("button", { name: "Take the account back" }).click();
  await expect(other.getByRole("status").filter({ hasText: `The account has ${account.email} again` })).toBeVisible();
  await expectLooks(other, "undo-email-change-done");
  await expectSignedOut(page, "/dashboard/settings");
  await other.goto(await linkTo(account.email, "reset-password"));
  await other.getByLabel("New password", { exact: true }).fill(newPassword);
  await other.getByRole("button", { name: "Set password" }).click();
  await other.getByRole("link", { name: "Sign in" }).click();
  await submitSignIn(other, account.email, newPassword);
  await expect(other.getByRole("heading", { name: "Overview" })).toBeVisible();
});
