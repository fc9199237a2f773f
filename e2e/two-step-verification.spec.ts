import { generateSync } from "otplib";
import type { Page } from "playwright/test";
import { alive, clickUntil, escapeUntil, expect, forgetCookies, submitSignIn, test } from "./fixtures";
import { expectLooks } from "./looks";
import { mailTo } from "./mails";
import { addAuthenticator } from "./virtual-authenticator";

const stepMs = 30_000;
/** What an app shows, by another library than the product's; each step's code counts once, and the next one counts early. */
const codeAt = (secret: string, atMs: number) => generateSync({ secret, epoch: Math.floor(atMs / 1000) });

const card = (page: Page) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name: "Two-step verification and passkeys" }) });
const dialog = (page: Page) => page.getByRole("dialog");

/** The codes of the dialog that shows them once, which lets nobody go before they are stored. */
async function takeRecoveryCodes(page: Page): Promise<string[]> {
  await expect(dialog(page).getByRole("heading", { name: "Save your recovery codes" })).toBeVisible();
  await escapeUntil(page, (patience) => expect(dialog(page).getByText("before you leave")).toBeVisible(patience));
  const codes = await dialog(page).getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  await dialog(page).getByRole("button", { name: "Copy codes" }).click();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  return codes;
}

async function setUpApp(page: Page): Promise<{ secret: string; setUpAtMs: number; codes: string[] }> {
  await page.goto("/dashboard/settings");
  await clickUntil(card(page).getByRole("button", { name: "Set up app" }), dialog(page));
  await expect(dialog(page).getByRole("img", { name: "QR code with the key" })).toBeVisible();
  const href = await dialog(page).getByRole("link", { name: "Open in an app" }).getAttribute("href");
  const secret = new URL(href ?? "").searchParams.get("secret") ?? "";
  const field = dialog(page).getByLabel("Code that the app shows");
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await field.fill("000000");
  await dialog(page).getByRole("button", { name: "Turn on" }).click();
  await expect(dialog(page).getByText("not the app's code of now")).toBeVisible();
  const setUpAtMs = Date.now();
  await field.fill(codeAt(secret, setUpAtMs));
  await page.keyboard.press("Enter");
  const codes = await takeRecoveryCodes(page);
  await expect(card(page).getByText("10 of 10 left")).toBeVisible();
  return { secret, setUpAtMs, codes };
}

async function firstStep(page: Page, email: string, target = "/dashboard/settings"): Promise<void> {
  await forgetCookies(page);
  await page.goto(`/sign-in?callbackUrl=${target}`);
  await submitSignIn(page, email);
  await expect(page.getByRole("heading", { name: "Two-step verification" })).toBeVisible();
}

test("an authenticator app is set up, asked for at the next sign-in, replaced by a recovery code, and removed", async ({
  signedIn: page,
  account,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 40[01].*(authenticator|second-factor|callback\/credentials)/);
  const { secret, setUpAtMs, codes } = await setUpApp(page);
  expect(codes).toHaveLength(10);
  await mailTo(account.email, /An authenticator app was added/);

  await firstStep(page, account.email);
  expect(new URL(page.url()).search).not.toMatch(/token/);
  const code = page.getByLabel("Code from your authenticator app");
  await expect(code).toBeFocused();
  await alive(code);
  await expectLooks(page, "second-step");
  await code.fill(codeAt(secret, setUpAtMs));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "not right" })).toBeVisible();
  await code.fill(codeAt(secret, setUpAtMs + stepMs));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Organization ID")).toHaveValue(account.id);

  await firstStep(page, account.email);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(codes[0]?.toUpperCase() ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(card(page).getByText("9 of 10 left")).toBeVisible();

  await card(page).getByRole("button", { name: "Remove authenticator app" }).click();
  await expect(dialog(page).getByText("two-step verification is off after that")).toBeVisible();
  await dialog(page).getByRole("button", { name: "Remove app" }).click();
  await expect(card(page).getByText("Off", { exact: true })).toBeVisible();
  await forgetCookies(page);
  await page.goto("/sign-in");
  await submitSignIn(page, account.email);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("a passkey is added, renamed, signs in by its button and where the email is filled in, and is removed", async ({
  signedIn: page,
  account,
}) => {
  const authenticator = await addAuthenticator(page);
  await page.goto("/dashboard/settings");
  await clickUntil(card(page).getByRole("button", { name: "Add passkey" }), dialog(page));
  await dialog(page).getByLabel("Name").fill("Laptop");
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await takeRecoveryCodes(page);
  await expect(card(page).getByText("not used yet")).toBeVisible();
  expect(await authenticator.count()).toBe(1);

  // A browser that offers nothing among the emails, so that it is the button that asks.
  await page.addInitScript(() => {
    if (location.search.includes("button")) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await forgetCookies(page);
  await page.goto("/sign-in?callbackUrl=/dashboard/settings&button");
  await expect(page.getByLabel("Email")).toHaveAttribute("autocomplete", "username webauthn");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByLabel("Organization ID")).toHaveValue(account.id);
  await expect(card(page).getByText(/last used/)).toBeVisible();

  // Chromium's stand-in takes what the browser offers among the emails by itself.
  await forgetCookies(page);
  await page.goto("/sign-in?callbackUrl=/dashboard/settings");
  await expect(page.getByLabel("Organization ID")).toHaveValue(account.id);

  await card(page).getByRole("button", { name: "Rename Laptop" }).click();
  await dialog(page).getByLabel("Name").fill("Desk");
  await dialog(page).getByRole("button", { name: "Rename" }).click();
  await card(page).getByRole("button", { name: "Remove Desk" }).click();
  await dialog(page).getByRole("button", { name: "Remove passkey" }).click();
  await expect(card(page).getByText("Off", { exact: true })).toBeVisible();
});

test("with a passkey the password alone does not suffice, the passkey finishes it, and an unverified user does not", async ({
  signedIn: page,
  account,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 401.*(callback\/credentials|second-factor)/);
  const authenticator = await addAuthenticator(page);
  await page.goto("/dashboard/settings");
  await clickUntil(card(page).getByRole("button", { name: "Add passkey" }), dialog(page));
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await takeRecoveryCodes(page);

  await authenticator.answer(false);
  await firstStep(page, account.email);
  await page.goto("/dashboard/settings");
  await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  await firstStep(page, account.email);
  await authenticator.verify(false);
  await authenticator.answer(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  const told = page.getByRole("alert").or(page.getByRole("status"));
  await expect(told.filter({ hasText: /not used|not right/ })).toBeVisible();
  await authenticator.verify(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByLabel("Organization ID")).toHaveValue(account.id);
});
