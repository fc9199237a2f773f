import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "playwright/test";
import { bearer, clickUntil, escapeUntil, expect, expectSignedOut, password, signIn, test } from "./fixtures";
import { expectLooks } from "./looks";
import { linkTo } from "./mails";
import { authorizeUrl, createApp } from "./oauth-client";
import { setPlan } from "./plans";

/** Lets an account's sign-ins have been longer ago than ten minutes, in the database of the running server. */
async function ageSessions(email: string): Promise<void> {
  const env = { ...process.env, LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR };
  await promisify(execFile)(process.execPath, ["e2e/age-sessions.mjs", email], { env });
}

const question = (page: Page) => page.getByRole("dialog", { name: "Confirm it’s you" });

/** The form of a token, filled in before the sign-in was long ago. */
async function fillForm(page: Page, email: string): Promise<void> {
  await setPlan(email, "pro");
  await page.goto("/dashboard/tokens");
  await clickUntil(page.getByRole("button", { name: "Create token" }), page.getByRole("dialog"));
  await page.getByRole("dialog").getByLabel("Name").fill("Laptop at home");
  await ageSessions(email);
}

const refusedOnPurpose = [/status of 403.*\/api\/dashboard\/user\/tokens/, /status of 400.*\/api\/dashboard\/confirm/];

test("an old session makes a token once its owner has given the password, and nothing typed is lost", async ({
  signedIn: page,
  account,
  request,
  expectedProblems,
}) => {
  expectedProblems.push(...refusedOnPurpose);
  await fillForm(page, account.email);
  await page.keyboard.press("Enter");
  const field = question(page).getByLabel("Password", { exact: true });
  await expect(field).toBeFocused();
  await expectLooks(page, "confirm-identity");
  await page.keyboard.type("not my password");
  await page.keyboard.press("Enter");
  await expect(question(page).getByText("This is not your password.")).toBeVisible();
  await field.fill(password);
  await page.keyboard.press("Enter");
  await expect(question(page)).toBeHidden();
  await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  expect(token).toMatch(/^hp_pat_[A-Za-z0-9]{40}$/);
  const { data } = await (await request.get("/api/user/tokens", bearer(account.token))).json();
  expect(data.map(({ name }: { name: string }) => name)).toEqual(["Laptop at home"]);
  // Confirmed for a while: the next change is asked nothing.
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Laptop at home").first()).toBeVisible();
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Second");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
});

test("who does not confirm has made nothing, and finds the form as it was", async ({
  signedIn: page,
  account,
  request,
  expectedProblems,
}) => {
  expectedProblems.push(...refusedOnPurpose);
  await fillForm(page, account.email);
  await page.keyboard.press("Enter");
  await expect(question(page)).toBeVisible();
  await escapeUntil(page, (patience) => expect(question(page)).toBeHidden(patience));
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was done" })).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("Laptop at home");
  const { data } = await (await request.get("/api/user/tokens", bearer(account.token))).json();
  expect(data).toEqual([]);
});

test("an app asks an old session to act for its user, who shows first that it is them, and goes on there", async ({
  signedIn: page,
  account,
  request,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 400.*\/api\/dashboard\/confirm/);
  const app = await createApp(request, account);
  await ageSessions(account.email);
  await page.goto(authorizeUrl(app));
  await expect(page.getByRole("button", { name: "Allow" })).toBeHidden();
  await clickUntil(page.getByRole("button", { name: "Confirm it’s me" }), question(page));
  const field = question(page).getByLabel("Password", { exact: true });
  await field.fill("not my password");
  await page.keyboard.press("Enter");
  await expect(question(page).getByText("This is not your password.")).toBeVisible();
  await field.fill(password);
  await page.keyboard.press("Enter");
  await expect(question(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
});

test("the owner of an account says by the mail's link that a new device was not them, and it is out", async ({
  page,
  account,
  otherBrowser,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 401.*\/api\/dashboard\//, /status of 400.*not-me/);
  await signIn(otherBrowser, account);
  const intruder = await otherBrowser.newPage();
  await intruder.goto("/dashboard");
  await expect(intruder.getByRole("heading", { name: "Overview" })).toBeVisible();
  const link = await linkTo(account.email, "not-me");
  await page.goto(link);
  await expect(page).toHaveURL(/\/not-me$/);
  const submit = page.getByRole("button", { name: "It was not me: end everything" });
  await expect(submit).toBeVisible();
  await expectLooks(page, "not-me");
  await submit.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Everything that acted as you has ended." })).toBeVisible();
  await expectLooks(page, "not-me-done");
  await expectSignedOut(intruder, "/dashboard/settings");
  await linkTo(account.email, "reset-password");
  await page.goto("/sign-in");
  await page.goto(link);
  await page.getByRole("button", { name: "It was not me: end everything" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /expired/ })).toBeVisible();
});
