import type { Page } from "playwright/test";
import { enter, expect, expectSignedOut, forgetCookies, password, submitSignIn, test } from "./fixtures";

const target = "/dashboard/usage?range=7d";

test("a wrong password is told in words, and the page that was asked for survives the sign-in", async ({
  page,
  account,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 401.*callback\/credentials/);
  await page.goto(target);
  await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  await submitSignIn(page, account.email, "not the password");
  await expect(page.getByRole("alert").filter({ hasText: "don't match" })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(account.email);
  await submitSignIn(page, account.email, password);
  await expect(page.getByRole("heading", { name: "Usage", exact: true })).toBeVisible();
  expect(page.url()).toContain(target);
});

test("a page of another site is no target", async ({ page, account, baseURL }) => {
  for (const evil of ["https://evil.test/", "//evil.test", "/\\evil.test"]) {
    await forgetCookies(page);
    await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(evil)}`);
    await submitSignIn(page, account.email, password);
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(baseURL);
  }
});

test("the eleventh attempt within a minute is told how long to wait", async ({ page, request, expectedProblems }) => {
  expectedProblems.push(/status of 429.*callback\/credentials/);
  await page.goto("/sign-in");
  // Attempts at the other endpoints count too, and empty ones are the quickest.
  await Promise.all(Array.from({ length: 10 }, () => request.post("/api/auth/login", { data: {} })));
  await submitSignIn(page, "nobody@example.test", "not the password");
  await expect(
    page.getByRole("alert").filter({ hasText: /Too many attempts.* Try again in \d+ second/ }),
  ).toBeVisible();
});

test("signing out ends the session, also for a browser that kept its cookie", async ({
  signedIn: page,
  otherBrowser,
}) => {
  const kept = await page.context().cookies();
  await page.goto("/dashboard");
  await page.getByRole("button", { name: /@example\.test/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();

  await otherBrowser.addCookies(kept);
  const thief = await otherBrowser.newPage();
  await thief.goto("/dashboard");
  await expect(thief.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  expect((await otherBrowser.request.get("/api/dashboard/account")).status()).toBe(401);
});

test("a changed password ends the other browser's session, not this one", async ({
  signedIn: page,
  account,
  otherBrowser,
  request,
  expectedProblems,
}) => {
  // The other browser's page renews its figures, and may so find out by itself that its session has ended.
  expectedProblems.push(/status of 401.*\/api\/dashboard\//);
  await enter(otherBrowser, account);
  const other = await otherBrowser.newPage();
  await other.goto("/dashboard");
  await expect(other.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.goto("/dashboard/settings");
  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("New password", { exact: true }).fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible();

  await expectSignedOut(other);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  const login = (text: string) => request.post("/api/auth/login", { data: { email: account.email, password: text } });
  expect((await login(password)).status()).toBe(401);
  expect((await login("another long password")).status()).toBe(200);
});

test("a form that is sent before its script has loaded goes nowhere, and keeps what was filled in", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto("/sign-in");
  const email = page.getByLabel("Email");
  await email.fill("ada@example.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(email).toHaveValue("ada@example.test");
  expect([new URL(page.url()).pathname, sent]).toEqual(["/sign-in", []]);
  await context.close();
});

for (const [how, send] of [
  ["a press", (page: Page) => page.getByRole("button", { name: "Sign in", exact: true }).click()],
  ["Enter", (page: Page) => page.getByLabel("Password", { exact: true }).press("Enter")],
] as const) {
  test(`${how} from before the page's script has loaded is repeated once it has`, async ({ page, account }) => {
    let load = () => {};
    const loading = new Promise<void>((resolve) => {
      load = resolve;
    });
    await page.route("**/_next/static/**/*.js", async (route) => {
      await loading;
      await route.continue();
    });
    await page.goto("/sign-in", { waitUntil: "commit" });
    await page.getByLabel("Email").fill(account.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await send(page);
    expect(await page.getByLabel("Email").evaluate((one) => Object.keys(one))).toEqual([]);
    load();
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  });
}
