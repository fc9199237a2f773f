import type { Page } from "playwright/test";
import { bearer, enter, expect, newAccount, submitSignIn, test } from "./fixtures";
import { linkTo, proveAddress } from "./mails";

/** Creates an organization in the browser and lands on its team. */
async function createOrganization(page: Page, name: string): Promise<void> {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: /^Organization:/ }).click();
  await page.getByRole("menuitem", { name: "Create organization…" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { name: "Team" })).toBeVisible();
  await expect(page.getByRole("button", { name: `Organization: ${name}` })).toBeVisible();
}

/** Invites an address and returns the link that is mailed to it. */
async function invite(page: Page, email: string): Promise<string> {
  await page.getByRole("button", { name: "Invite people" }).click();
  await page.getByLabel("Email address 1", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("1 person was invited.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("table", { name: "Open invitations" }).getByText(email)).toBeVisible();
  return linkTo(email, "invitations");
}

test("somebody is invited, joins, works in the organization and is removed", async ({
  account,
  signedIn: page,
  otherBrowser,
  request,
}) => {
  await page.goto("/dashboard/team");
  await expect(page.getByRole("button", { name: "Invite people" })).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("main")).toContainText("Verify your email address first");
  await proveAddress(request, account);
  const guest = await newAccount(request);
  await createOrganization(page, "Paper Mill");
  const link = await invite(page, guest.email);
  expect(new URL(link).hash).toMatch(/^#lki_/);

  // The link survives signing in, and its secret is never part of an address that the server sees.
  const requested: string[] = [];
  otherBrowser.on("request", (sent) => requested.push(sent.url()));
  const other = await otherBrowser.newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "Join Paper Mill" })).toBeVisible();
  await other.getByRole("link", { name: "Sign in" }).click();
  await submitSignIn(other, guest.email);
  await other.getByRole("button", { name: "Join Paper Mill" }).click();
  await expect(other.getByRole("button", { name: "Organization: Paper Mill" })).toBeVisible();
  const secret = new URL(link).hash.slice(1);
  expect(requested.filter((url) => url.split("#")[0]?.includes(secret))).toEqual([]);

  // A member sees the team and changes nothing of it.
  await other.goto("/dashboard/team");
  await expect(other.getByRole("button", { name: "Invite people" })).toHaveAttribute("aria-disabled", "true");
  const made = await other.request.post("/api/dashboard/v1/api-keys", {
    data: { name: "Guest's laptop" },
    headers: { "sec-fetch-site": "same-origin" },
  });
  const { key, data } = await made.json();
  expect((await request.get("/api/v1/users/me", bearer(key))).status()).toBe(200);

  // Switching goes back to what is the guest's own, in every tab: one that shows a key of before goes to the list.
  const beside = await otherBrowser.newPage();
  await beside.goto(`/dashboard/api-keys/${data.id}`);
  await expect(beside.getByRole("heading", { name: "Guest's laptop" })).toBeVisible();
  // What it still asks for while the session moves on is refused.
  await beside.waitForLoadState("networkidle");
  await other.getByRole("button", { name: "Organization: Paper Mill" }).click();
  await other.getByRole("menuitemcheckbox", { name: /personal/ }).click();
  for (const tab of [other, beside])
    await expect(tab.getByRole("button", { name: /^Organization: (?!Paper)/ })).toBeVisible();
  await expect(beside).toHaveURL(/\/dashboard\/api-keys$/);
  await beside.close();

  await page.reload();
  await page.getByRole("button", { name: `Remove ${guest.email.split("@")[0]}` }).click();
  await expect(page.getByText("1 API key that stands for them")).toBeVisible();
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText(/is removed/).first()).toBeVisible();
  expect((await request.get("/api/v1/users/me", bearer(key))).status()).toBe(401);
  await other.reload();
  await other.getByRole("button", { name: /^Organization:/ }).click();
  await expect(other.getByRole("menuitemcheckbox")).toHaveCount(1);
});

test("who was removed, or got another role, sees so at the next answer, without loading the page anew", async ({
  account,
  signedIn: page,
  otherBrowser,
  request,
  expectedProblems,
}) => {
  // What still asks for the organization of before is refused.
  expectedProblems.push(/403/);
  await proveAddress(request, account);
  const guest = await newAccount(request);
  await createOrganization(page, "Paper Mill");
  const link = await invite(page, guest.email);
  await enter(otherBrowser, guest);
  const other = await otherBrowser.newPage();
  await other.goto(link);
  await other.getByRole("button", { name: "Join Paper Mill" }).click();
  await expect(other.getByRole("button", { name: "Organization: Paper Mill" })).toBeVisible();
  // Gone with the document, as after a load.
  await other.evaluate(() => Reflect.set(window, "sameDocument", true));

  const name = guest.email.split("@")[0];
  await page.reload();
  await page.getByRole("combobox", { name: `Role of ${name}` }).selectOption("Admin");
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByText(/is now Admin/).first()).toBeVisible();
  await other.getByRole("link", { name: "Team" }).click();
  await expect(other.getByRole("heading", { name: "Team" })).toBeVisible();
  await other.keyboard.press("Control+k");
  await other.getByRole("combobox", { name: /^Search pages/ }).fill("Add webhook");
  await expect(other.getByRole("option", { name: /^Add webhook/ })).not.toHaveAttribute("aria-disabled");
  await other.keyboard.press("Escape");

  await page.getByRole("button", { name: `Remove ${name}` }).click();
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText(/is removed/).first()).toBeVisible();
  await other.getByRole("link", { name: "API Keys" }).click();
  await expect(other.getByRole("button", { name: /^Organization: (?!Paper)/ })).toBeVisible();
  await expect(other.getByRole("heading", { name: "API Keys", exact: true })).toBeVisible();
  expect(await other.evaluate(() => Reflect.get(window, "sameDocument"))).toBe(true);
});

test("a reader who is signed in as somebody else is told so, and can switch account", async ({
  account,
  signedIn: page,
  otherBrowser,
  request,
}) => {
  await page.goto("/dashboard/team");
  await expect(page.getByRole("button", { name: "Invite people" })).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("main")).toContainText("Verify your email address first");
  await proveAddress(request, account);
  const [guest, stranger] = [await newAccount(request), await newAccount(request)];
  await page.goto("/dashboard/team");
  const link = await invite(page, guest.email);
  await enter(otherBrowser, stranger);
  const other = await otherBrowser.newPage();
  await other.goto(link);
  await expect(other.getByRole("alert").filter({ hasText: stranger.email })).toContainText(guest.email);
  await other.getByRole("button", { name: "Switch account" }).click();
  await expect(other.getByRole("link", { name: "Create an account" })).toBeVisible();
  await other.getByRole("link", { name: "Sign in" }).click();
  await submitSignIn(other, guest.email);
  await expect(other.getByRole("button", { name: /^Join / })).toBeVisible();
  await page.getByRole("button", { name: /^Withdraw the invitation/ }).click();
  await page.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("Invitation withdrawn", { exact: true })).toBeVisible();
});

test("a link that does not hold says so", async ({ page, expectedProblems }) => {
  expectedProblems.push(/status of 404.*invitations\/preview/);
  await page.goto("/invitations#lki_0000000000000000000000000000000000000000");
  await expect(page.getByRole("heading", { name: "This invitation does not hold" })).toBeVisible();
  await page.goto("/invitations");
  await expect(page.getByText("Open the whole link")).toBeVisible();
});
