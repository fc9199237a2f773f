import { bearer, expect, test } from "./fixtures";
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
  await expect(page.getByText(/times are Pacific\/Auckland$/)).toBeVisible();
  const seen = page.locator("#sessions").getByText("just now").first();
  await expect(seen).toHaveAttribute("title", /GMT\+1[23]$/);
});

test("usage and its calendar are in the reader's locale, with its first day of the week", async ({
  signedIn: page,
  request,
  account,
}) => {
  await request.get("/v1/prompts", bearer(account.token));
  await page.goto("/dashboard/usage?product=prompts&range=7d");
  const told = (options: Intl.DateTimeFormatOptions, at = Date.now()) =>
    new Intl.DateTimeFormat("de-DE", { timeZone: "UTC", ...options }).format(at);
  const day = { day: "numeric", month: "short" } as const;
  const chart = page.getByRole("slider", { name: /^Chart of 1 request/ });
  // The axis has the midnights of the week.
  await expect(chart.getByText(told(day), { exact: true })).toBeVisible();
  await chart.focus();
  await page.keyboard.press("End");
  await expect(chart).toHaveAttribute("aria-valuetext", /^\d+\. \S+, \d\d:00–\d\d:00, /);
  await expect(page.getByText(/Resets 1\. \S+( \d{4})?, 00:00 UTC/).first()).toBeVisible();
  await page.getByRole("button", { name: "Custom" }).click();
  const calendar = page.getByRole("dialog").getByRole("table");
  await expect(calendar).toHaveAccessibleName(told({ month: "short", year: "numeric" }, Date.now() - 6 * 86_400_000));
  await expect(calendar.getByRole("columnheader").first()).toHaveText("Mo");
  await expect(calendar.getByRole("button", { name: /^Montag, \d+\. / }).first()).toBeVisible();
});
