import type { Page } from "playwright/test";
import { expectNamesHoldTheirWords } from "./control-names";
import { pagesOfAdministrators, pagesOfEverybody } from "./dashboard-pages";
import { fillOrganization } from "./fill-organization";
import { bearer, escapeUntil, expect, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";
import { expectAccessibleAnywhere } from "./looks";
import { createApp } from "./oauth-client";
import { openDialog } from "./open-dialog";

// Each reads some dozens of pages in both themes and widths: on a slow machine that takes minutes.
test.describe.configure({ timeout: 300_000 });

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
  "/portal",
  "/portal/open",
  "/there-is-no-such-page",
];
const dashboardPages = pagesOfEverybody.map((path) => `/dashboard${path}`);
const administrationPages = pagesOfAdministrators.map((path) => `/dashboard${path}`);
/** Pages outside of the dashboard that look otherwise to somebody who is signed in. */
const signedInPages = ["/device", "/sign-in?again", "/invitations", "/verify-email"];

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
  for (const path of [...dashboardPages, ...administrationPages]) {
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
    await expect.poll(() => backgroundOf(page)).toBe(color);
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
  await escapeUntil(page, (patience) => expect(page.getByRole("dialog")).toBeHidden(patience));
  await expect(page.locator("main")).toBeFocused();
});

test("no public page keeps somebody out who sees or hears it otherwise, or scrolls sideways, also zoomed", async ({
  page,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 404.*there-is-no-such-page/);
  for (const path of publicPages) await expectAccessibleAt(page, path);
});

test("no page of the dashboard does so for somebody new, where lists are empty", async ({ signedIn: page }) => {
  for (const path of [...dashboardPages, ...signedInPages]) await expectAccessibleAt(page, path);
});

test("no page does so for somebody at work: full lists, and pages of one thing", async ({
  signedIn: page,
  request,
  account,
}) => {
  const made = await fillOrganization(request, account);
  for (const path of made.lists) await expectAccessibleAt(page, path);
  for (const path of made.details) {
    await expectAccessibleAt(page, path);
    // What it is called, and the list that it is of.
    await expect(page).toHaveTitle(/^\S.* · \S.* · Latchkey$/);
  }
});

test("no form, dialog or menu does so", async ({ signedIn: page, request, account }) => {
  const made = await fillOrganization(request, account);
  const dialog = page.getByRole("dialog");
  for (const path of made.forms) {
    await page.goto(path);
    await expect(dialog).toBeVisible();
    await expectAccessibleAnywhere(page, path);
  }
  for (const { path, clicks } of made.dialogs) {
    await openDialog(page, { path, clicks });
    await expectAccessibleAnywhere(page, `${path}: ${clicks.join(", ")}`);
  }
  await page.goto("/dashboard");
  await page.getByRole("button", { name: account.email }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessibleAnywhere(page, "the menu of the user");
});

async function expectAccessibleAt(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("h1").filter({ visible: true }).first()).toBeVisible();
  await expectAccessibleAnywhere(page, path);
}

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
