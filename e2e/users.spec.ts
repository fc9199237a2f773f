import { alive, bearer, clickUntil, expect, expectSignedOut, password, signIn, test } from "./fixtures";
import { expectLooks } from "./looks";
import { linkTo, mailTo, proveAddress } from "./mails";
import { signInAsOperator } from "./operator";
import { peopleOperatorEmail } from "./operator-email";

test("an administrator suspends somebody at work, who is out at once, lets them in again and deletes them, told what ends", async ({
  signedIn: page,
  account,
  otherBrowser,
  request,
  expectedProblems,
}) => {
  // The suspended user's page asks for what it may not have any more.
  expectedProblems.push(/status of 401/);
  await request.post("/api/v1/api-keys", { data: { name: "Acts for them" }, ...bearer(account.token) });
  const operator = await otherBrowser.newPage();
  await signInAsOperator(operator, peopleOperatorEmail);
  await operator.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Users" }).click();
  await operator.getByRole("searchbox", { name: "Search users" }).fill(account.email);
  const found = operator.getByRole("table", { name: "Users" }).getByRole("link");
  await expect(found).toHaveCount(1);
  await found.click();
  await expect(operator.getByRole("heading", { name: "Ways to sign in" })).toBeVisible();
  await expect(operator).toHaveTitle(/^\S.* · Users · Latchkey$/);
  await expect(operator.getByText("API token")).toBeVisible();
  await expectLooks(operator, "admin-user");

  // By keyboard.
  await operator.getByRole("button", { name: "Suspend" }).focus();
  await operator.keyboard.press("Enter");
  const dialog = operator.getByRole("dialog");
  await expect(dialog).toContainText("2 sessions");
  await expect(dialog).toContainText("1 key that acts for this account");
  await expectLooks(operator, "suspend-dialog");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(operator.getByText(/Suspended since/)).toBeVisible();
  await expect(operator.getByText("They are not signed in anywhere.")).toBeVisible();
  await mailTo(account.email, /suspended your account/);

  expect((await request.get("/api/user/me", bearer(account.token))).status()).toBe(401);
  await expectSignedOut(page, "/dashboard/settings");
  await page.getByRole("textbox", { name: "Email" }).fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This account is suspended" })).toBeVisible();

  await operator.getByRole("button", { name: "Reactivate" }).click();
  await operator.getByRole("dialog").getByRole("button", { name: "Reactivate" }).click();
  await expect(operator.getByText(/Suspended since/)).toBeHidden();
  await signIn(page.context(), account);
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await operator.reload();
  await operator.getByRole("button", { name: "Delete user" }).click();
  const deletion = operator.getByRole("dialog");
  await expect(deletion).toContainText("with all keys and data in it");
  const submit = deletion.getByRole("button", { name: "Delete user for good" });
  await expect(submit).toBeDisabled();
  await deletion.getByRole("textbox").fill(account.email);
  await expectLooks(operator, "delete-dialog");
  await submit.click();
  await expect(operator.getByRole("searchbox", { name: "Search users" })).toBeVisible();
  const login = await request.post("/api/auth/login", { data: { email: account.email, password } });
  expect(login.status()).toBe(401);
});

test("a user exports all that is kept about them, and is told what their deletion ends before they confirm it", async ({
  signedIn: page,
  account,
  request,
}) => {
  await request.post("/v1/prompts", { data: { name: "My prompt", content: "Hello" }, ...bearer(account.token) });
  await page.goto("/dashboard/settings");
  const button = page.getByRole("button", { name: "Export your data" });
  await expect(button).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toMatch(/^latchkey-data-\d{4}-\d\d-\d\d\.json$/);
  const stream = await download.createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const data = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  expect([data.account.email, data.prompts[0].name]).toEqual([account.email, "My prompt"]);
  expect(JSON.stringify(data)).not.toContain(account.token);
  await expectLooks(page, "settings");

  const dialog = page.getByRole("dialog");
  await clickUntil(page.getByRole("button", { name: "Delete account" }), dialog);
  await expect(dialog).toContainText("2 sessions");
  await expect(dialog).toContainText("with all keys and data in it");
  await expectLooks(page, "delete-account-dialog");
  await dialog.getByLabel(/to confirm/).fill(account.email);
  await dialog.getByRole("button", { name: "Delete account for good" }).click();
  await page.waitForURL(/\/$/);
  expect((await request.get("/api/user/me", bearer(account.token))).status()).toBe(401);
});

test("an invitation leads to an account, with its code sent along", async ({ page, request, account }) => {
  const guest = `guest-${account.id}@example.test`;
  await proveAddress(request, account);
  const data = { invitations: [{ email: guest, role: "member" }] };
  expect((await request.post("/v1/organization/invitations", { ...bearer(account.token), data })).status()).toBe(201);
  await page.goto(await linkTo(guest, "invitations"));
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByLabel("Code of your link")).toHaveValue(/^lki_/);
  expect(page.url()).not.toContain("lki_");
  await (await alive(page.getByRole("textbox", { name: "Email" }))).fill(guest);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("button", { name: /^Join / })).toBeVisible();
});
