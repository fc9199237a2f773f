import { expect, test } from "./fixtures";

test("the dashboard keeps its session where no script reads it, and nothing in local storage", async ({
  signedIn: page,
  baseURL,
}) => {
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  const session = (await page.context().cookies(baseURL)).filter(({ name }) => name.includes("session-token"));
  expect(session).toHaveLength(1);
  expect(session[0]).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const readable = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage, ...sessionStorage }]));
  expect(readable).not.toContain(session[0]?.value);
  expect(readable).not.toMatch(/eyJ/);
});
