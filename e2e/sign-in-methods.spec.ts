import { alive, clickUntil, expect, password, submitSignIn, test } from "./fixtures";
import { linkTo } from "./mails";
import { answerProvider, continueWith, newPersona } from "./providers";

test("somebody with a password connects GitHub, signs in with it, and gives it up", async ({
  signedIn: page,
  account,
  otherBrowser,
  expectedProblems,
}) => {
  // The other browser's session ends with the way that it came, while its page may still ask.
  expectedProblems.push(/status of 401.*\/api\/dashboard\//);
  const persona = newPersona({ email: account.email });
  await page.goto("/dashboard/settings");
  await expect(page.getByText("Not verified")).toBeVisible();
  await page.getByRole("button", { name: "Connect GitHub" }).click();
  await answerProvider(page, "GitHub", persona);
  await expect(page.getByText("GitHub is connected.")).toBeVisible();
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();

  const other = await otherBrowser.newPage();
  await other.goto("/sign-in?callbackUrl=/dashboard/settings");
  await continueWith(other, "GitHub", persona);
  await expect(other.getByLabel("Organization ID")).toHaveValue(account.id);

  await page.getByRole("button", { name: "Disconnect GitHub" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("button", { name: "Connect GitHub" })).toBeVisible();
});

test("an account of somebody else's cannot be connected a second time", async ({ signedIn: page, otherBrowser }) => {
  const persona = newPersona();
  const owner = await otherBrowser.newPage();
  await owner.goto("/sign-in");
  await continueWith(owner, "Google", persona);
  await expect(owner.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.goto("/dashboard/settings");
  await page.getByRole("button", { name: "Connect Google" }).click();
  await answerProvider(page, "Google", persona);
  await expect(page.getByRole("alert").filter({ hasText: "connected to another user" })).toBeVisible();
});

test("somebody without a password cannot lose the only way in, sets a password, and then can", async ({ page }) => {
  const persona = newPersona();
  await page.goto("/sign-in?callbackUrl=/dashboard/settings");
  await continueWith(page, "Google", persona);
  await expect(page.getByRole("button", { name: "Disconnect Google" })).toBeDisabled();
  await expect(page.getByText("Your only way in.")).toBeVisible();
  await (await alive(page.getByLabel("New password", { exact: true }))).fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("Current password")).toBeVisible();
  await page.getByRole("button", { name: "Disconnect Google" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("button", { name: "Connect Google" })).toBeVisible();
});

test("somebody without a password deletes the account right after signing in", async ({ page }) => {
  const persona = newPersona();
  await page.goto("/sign-in?callbackUrl=/dashboard/settings");
  await continueWith(page, "GitHub", persona);
  const confirmation = page.getByRole("dialog").getByRole("textbox");
  await clickUntil(page.getByRole("button", { name: "Delete account", exact: true }), confirmation);
  await confirmation.fill(persona.email);
  await page.getByRole("button", { name: "Delete account for good" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/sign-in");
  await continueWith(page, "GitHub", persona);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("a mailed link proves the address, also with a sign-in on the way, and only once", async ({
  signedIn: page,
  account,
  otherBrowser,
  expectedProblems,
}) => {
  expectedProblems.push(/status of 400.*verify-email\/confirm/);
  await page.goto("/dashboard/settings");
  await page.getByRole("button", { name: "Send a verification link" }).click();
  await expect(page.getByText("A link is on its way")).toBeVisible();
  const link = await linkTo(account.email, "verify-email");

  const other = await otherBrowser.newPage();
  await other.goto(link);
  await other.getByRole("link", { name: "Sign in to go on" }).click();
  await submitSignIn(other, account.email);
  expect(other.url()).not.toContain("token");
  await other.getByRole("button", { name: "Verify email" }).click();
  await expect(other.getByText("is verified.")).toBeVisible();

  await page.goto(link);
  await page.getByRole("button", { name: "Verify email" }).click();
  await expect(page.getByText("ask for a new link")).toBeVisible();
  await page.goto("/dashboard/settings");
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();
});
