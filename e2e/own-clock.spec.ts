import { expect, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";

test.use({ timezoneId: "Pacific/Auckland", locale: "de-DE" });

test("times are told on the reader's clocks and in their locale, and say in which zone", async ({
  signedIn: page,
  request,
  account,
}) => {
  await createMemoryKey(request, account.token, "Far away");
  await page.goto("/dashboard/api-keys");
  await page.getByRole("link", { name: "Far away" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Far away" })).toBeVisible();
  const created = page.getByRole("definition").filter({ has: page.getByText(/ago|just now/) });
  const told = new Intl.DateTimeFormat("de-DE", {
    timeZone: "Pacific/Auckland",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  await expect(created.first()).toContainText(told.format(Date.now()));
  await expect(created.first()).toContainText(/\d\d:\d\d GMT\+1[23]/);
  await page.goto("/dashboard/settings");
  const seen = page.locator("#sessions").getByText("just now").first();
  await expect(seen).toHaveAttribute("title", /GMT\+1[23]$/);
});
