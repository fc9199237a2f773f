import { expect, test } from "./fixtures";

test("a common password is refused before it is sent, and the checklist says why while one types", async ({ page }) => {
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/api/dashboard/account")) sent += 1;
  });
  await page.goto("/register");
  const field = page.getByLabel("Password", { exact: true });
  const rule = (text: string) => page.getByRole("listitem").filter({ hasText: text });
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill("ada@engines.test");
  await field.fill("Summer2024!");
  await expect(rule("At least 8 characters")).toContainText("(met)");
  await expect(rule("No common password")).toContainText("(not met yet)");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("The password is one of the most common passwords")).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill("Lovelace-1815!");
  await expect(rule("No common password")).toContainText("(met)");
  await expect(rule("Not made of your name")).toContainText("(not met yet)");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("The password must not be made of your name")).toBeVisible();
  expect(sent).toBe(0);
});

test("what only the server knows to be common is told at the field, and the form stays filled", async ({
  page,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 400.*dashboard\/account/);
  await page.goto("/register");
  const email = `user-${Date.now()}@example.test`;
  await page.getByLabel("Email").fill(email);
  const field = page.getByLabel("Password", { exact: true });
  // Far down in the list.
  await field.fill("Wolfsburg1945?");
  await expect(page.getByRole("listitem").filter({ hasText: "not met yet" })).toHaveCount(0);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("The password is one of the most common passwords")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await field.fill("quiet lamps burn at noon");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
});
