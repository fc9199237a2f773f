import { bearer, expect, test } from "./fixtures";
import { linkTo } from "./mails";
import { signInAsOperator } from "./operator";
import { mailOperatorEmail } from "./operator-email";

test("an operator reads a mail that was delivered to somebody, never with the secret of its link, which is kept no more", async ({
  page,
  request,
  account,
}) => {
  await signInAsOperator(page, mailOperatorEmail);
  expect((await request.post("/api/user/me/verify-email", bearer(account.token))).status()).toBe(202);
  const secret = (await linkTo(account.email, "verify-email")).split("#token=")[1] ?? "";
  expect(secret).not.toBe("");

  await page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Mail" }).click();
  await page.getByRole("radio", { name: "Sent" }).check();
  const row = page.getByRole("row").filter({ hasText: account.email });
  await expect(row).toContainText("sent");
  await row.getByRole("button").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(`To ${account.email}`)).toBeVisible();
  await expect(dialog).toContainText("/verify-email#…");
  await expect(dialog).not.toContainText(secret);
  await expect(dialog).toContainText("what its links ended with is kept no more");
  await expect(dialog.getByRole("button", { name: "Reveal links" })).toHaveCount(0);
});
