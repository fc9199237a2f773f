import type { Page } from "playwright/test";
import { expectNamesHoldTheirWords } from "./control-names";
import { bearer, expect, signIn, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";
import { expectAccessible, expectFits } from "./looks";
import { createApp } from "./oauth-client";

const publicPages = [
  "/",
  "/pricing",
  "/docs",
  "/docs/prompts",
  "/docs/prompts/post-v1-prompts",
  "/docs/conformance",
  "/status",
  "/sign-in",
  "/register",
  "/verify-email",
  "/forgot-password",
  "/reset-password",
  "/confirm-email",
  "/undo-email-change",
  "/not-me",
  "/invitations",
  "/confirmed",
  "/confirmed?error=identity_other",
  "/authorization-error?reason=expired",
  "/sign-in?error=suspended",
  "/sign-in?step=second_factor",
  "/device?result=allowed",
  "/there-is-no-such-page",
];
const dashboardPages = [
  "",
  "/welcome",
  "/api-keys",
  "/tokens",
  "/webhooks",
  "/oauth-apps",
  "/authorized-apps",
  "/prompts",
  "/evaluations",
  "/evaluations/datasets",
  "/reports",
  "/memories",
  "/usage",
  "/alerts",
  "/audit-log",
  "/team",
  "/organization",
  "/settings",
].map((path) => `/dashboard${path}`);
/** Pages outside of the dashboard that look otherwise to somebody who is signed in. */
const signedInPages = ["/device", "/sign-in?again", "/invitations", "/verify-email"];
const themes = ["light", "dark"] as const;

test("pricing and the reference are open to everybody", async ({ page }) => {
  await page.goto("/pricing");
  await expect(page.getByRole("heading", { name: "Plans and limits" })).toBeVisible();
  for (const plan of ["Free", "Starter", "Pro", "Business", "Lifetime", "Enterprise"]) {
    await expect(page.getByText(plan, { exact: true }).first()).toBeVisible();
  }
  await page.goto("/docs");
  await expect(page.getByRole("heading", { name: "API reference" })).toBeVisible();
  await page.getByRole("link", { name: "Prompts", exact: true }).first().click();
  await expect(page.getByText("/v1/prompts", { exact: true }).first()).toBeVisible();
});

test("dashboard pages lead to the sign-in", async ({ page }) => {
  for (const path of dashboardPages) {
    await page.goto(path);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    expect(new URL(page.url()).searchParams.get("callbackUrl")).toBe(path);
  }
});

test("a chosen theme survives a reload", async ({ signedIn: page }) => {
  await page.goto("/dashboard");
  for (const theme of ["dark", "light"]) {
    await page.getByRole("button", { name: /@example\.test/ }).click();
    await page.getByRole("menuitemradio", { name: theme }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    const color = await backgroundOf(page);
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    expect(await backgroundOf(page)).toBe(color);
  }
});

test("what a control is called holds the words that it shows: on each page, of one thing too, in dialogs and menus", async ({
  signedIn: page,
  request,
  account,
}) => {
  await createMemoryKey(request, account.token, "Named");
  const { clientId } = await createApp(request, account);
  const made = await request.post("/v1/prompts", {
    data: { name: "Named", content: "Hello" },
    ...bearer(account.token),
  });
  const { id } = await made.json();
  const details = [`/dashboard/prompts/${id}`, `/dashboard/oauth-apps/${clientId}`, "/dashboard/api-keys?create=1"];
  for (const path of [...publicPages.slice(0, -1), ...dashboardPages, ...signedInPages, ...details]) {
    await page.goto(path);
    await expect(page.locator("h1").filter({ visible: true })).toBeVisible();
    await expectNamesHoldTheirWords(page, path);
  }
  await page.goto("/dashboard/api-keys");
  await page.getByRole("button", { name: "Actions for Named" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expectNamesHoldTheirWords(page, "the menu of a key");
  await page.goto("/dashboard");
  await page.getByRole("button", { name: /@example\.test/ }).click();
  await expect(page.getByRole("menuitemradio").first()).toBeVisible();
  await expectNamesHoldTheirWords(page, "the menu of the user");
});

test("the focus stays in the page after a dialog that its address opened", async ({ signedIn: page }) => {
  await page.goto("/dashboard/api-keys?create=1");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("main")).toBeFocused();
});

for (const theme of themes) {
  test.describe(`at 375 px, ${theme}`, () => {
    test.use({ viewport: { width: 375, height: 740 } });
    test.beforeEach(async ({ context, baseURL }) => {
      await context.addCookies([{ name: "theme", value: theme, url: baseURL ?? "" }]);
    });

    test("no public page scrolls sideways", async ({ page, expectedProblems }) => {
      expectedProblems.push(/status of 404.*there-is-no-such-page/);
      for (const path of publicPages) await expectNoSidewaysScroll(page, path);
    });

    test("no dashboard page scrolls sideways, or keeps somebody out who sees or hears it otherwise", async ({
      signedIn: page,
      request,
      account,
    }) => {
      const name = "A key with a name that is as long as names may be, so that it has to wrap or to be cut";
      await createMemoryKey(request, account.token, name);
      for (const path of [...dashboardPages, ...signedInPages]) {
        await expectNoSidewaysScroll(page, path);
        await expectAccessible(page, path);
      }
      await page.goto("/dashboard/api-keys");
      await page.getByRole("link", { name }).click();
      await page.waitForURL(/\/api-keys\/./);
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      await expectFits(page, "a key's page");
      await page.goto("/dashboard/api-keys?create=1");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectFits(page, "the create dialog");
    });
  });
}

for (const theme of themes) {
  test(`no page keeps somebody out who sees or hears it otherwise, at 1280 px, ${theme}`, async ({
    page,
    context,
    account,
    baseURL,
    expectedProblems,
  }) => {
    expectedProblems.push(/status of 404.*there-is-no-such-page/);
    await context.addCookies([{ name: "theme", value: theme, url: baseURL ?? "" }]);
    for (const path of publicPages) await expectAccessibleAt(page, path);
    await signIn(context, account);
    for (const path of [...dashboardPages, ...signedInPages]) await expectAccessibleAt(page, path);
  });
}

async function expectAccessibleAt(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, path);
}

async function expectNoSidewaysScroll(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectFits(page, path);
}

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
