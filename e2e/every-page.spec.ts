import type { Page } from "playwright/test";
import { expect, test } from "./fixtures";
import { createMemoryKey } from "./key-dialog";

const publicPages = [
  "/",
  "/pricing",
  "/docs",
  "/docs/prompts",
  "/docs/conformance",
  "/status",
  "/sign-in",
  "/register",
  "/verify-email",
  "/invitations",
  "/there-is-no-such-page",
];
const dashboardPages = [
  "",
  "/api-keys",
  "/tokens",
  "/webhooks",
  "/oauth-apps",
  "/authorized-apps",
  "/prompts",
  "/evaluations",
  "/evaluations/datasets",
  "/reports",
  "/usage",
  "/alerts",
  "/audit-log",
  "/team",
  "/organization",
  "/settings",
].map((path) => `/dashboard${path}`);
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

test("what a control is called holds the words that it shows", async ({ signedIn: page, request, account }) => {
  await createMemoryKey(request, account.token, "Named");
  for (const path of [...publicPages.slice(0, -1), ...dashboardPages]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate(namesWithoutTheirWords), path).toEqual([]);
  }
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

    test("no dashboard page scrolls sideways", async ({ signedIn: page, request, account }) => {
      const name = "A key with a name that is as long as names may be, so that it has to wrap or to be cut";
      await createMemoryKey(request, account.token, name);
      for (const path of dashboardPages) await expectNoSidewaysScroll(page, path);
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

/** Controls whose label leaves out words in view: who speaks to a computer says what they see (WCAG 2.5.3). */
function namesWithoutTheirWords(): string[] {
  const isShown = (node: Node) => node.parentElement?.closest("[aria-hidden=true], .sr-only") === null;
  const wordsOf = (element: Element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const parts: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (isShown(node)) parts.push(node.textContent ?? "");
    return parts.join(" ").replaceAll(/\s+/g, " ").trim().toLowerCase();
  };
  return [...document.querySelectorAll("button[aria-label], a[aria-label], [role=button][aria-label]")].flatMap(
    (element) => {
      const name = element.getAttribute("aria-label") ?? "";
      return name.toLowerCase().includes(wordsOf(element)) ? [] : [`${name}: ${wordsOf(element)}`];
    },
  );
}

async function expectNoSidewaysScroll(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectFits(page, path);
}

async function expectFits(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, what).toBeLessThanOrEqual(0);
}

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
