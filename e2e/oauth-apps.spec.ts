import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright/test";
import { bearer, enter, escapeUntil, expect, newAccount, test } from "./fixtures";
import { expectLooks } from "./looks";
import { linkTo, proveAddress } from "./mails";
import { post, redeem } from "./oauth-client";

/** A web app of somebody else's on this machine: it only takes users back. */
async function startClient(): Promise<{ redirectUri: string; stop: () => void }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<link rel="icon" href="data:,"><h1>Welcome back</h1>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { redirectUri: `http://localhost:${port}/callback`, stop: () => server.close() };
}

/** Registers an app by its dialog, from the empty list; returns its secret. */
async function registerApp(page: Page, name: string, redirectUri: string): Promise<string> {
  await page.goto("/dashboard/oauth-apps");
  await page.getByRole("button", { name: "Register your first app" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  // The form names an unusable value where it stands, before anything is sent.
  await dialog.getByLabel("Redirect URIs").fill(`${redirectUri}\nhttp://elsewhere.example/callback`);
  await dialog.getByLabel("Homepage").focus();
  await expect(dialog.getByText("“http://elsewhere.example/callback” must be")).toBeVisible();
  await dialog.getByLabel("Redirect URIs").fill(redirectUri);
  await dialog.getByRole("checkbox", { name: /View generated reports/ }).check();
  await dialog.getByRole("button", { name: "Register app" }).click();
  const secret = await page.getByLabel("Client secret", { exact: true }).inputValue();
  // It cannot be lost before it was taken.
  await escapeUntil(page, (patience) => expect(page.getByText("Copy it, or tick")).toBeVisible(patience));
  await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return secret;
}

test("an app is registered, a user agrees, and withdrawing ends its token at once", async ({
  signedIn: page,
  request,
}) => {
  const client = await startClient();
  const secret = await registerApp(page, "Paper Planner", client.redirectUri);
  const clientId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  expect(clientId).toMatch(/^client_/);

  // The sample request of the app's own page leads to the consent screen.
  const sample = await page.getByText(/\/oauth\/authorize\?response_type=code/).textContent();
  expect(new URL(sample ?? "").searchParams.get("redirect_uri")).toBe(client.redirectUri);
  await page.goto(sample ?? "");
  await expect(page.getByRole("heading", { name: "Let Paper Planner act for you?" })).toBeVisible();
  await expectLooks(page, "consent");
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  const code = new URL(page.url()).searchParams.get("code") ?? "";
  const answer = await redeem(request, { clientId, secret, redirectUri: client.redirectUri }, code);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { access_token: token, refresh_token: refreshToken } = answer.body;
  expect((await request.get("/v1/prompts", bearer(token))).status()).toBe(200);
  client.stop();

  await page.goto("/dashboard/oauth-apps");
  const row = page.getByRole("row").filter({ hasText: "Paper Planner" });
  await expect(row).toContainText("2 permissions");
  await expect(row.getByRole("cell").nth(4)).toContainText("1");
  await expect(row).toContainText("just now");

  await page.goto("/dashboard/authorized-apps");
  const item = page.getByRole("listitem").filter({ hasText: "Paper Planner" });
  await expect(item).toContainText("View prompts and their versions");
  await expect(item).toContainText("Unverified");
  await item.getByRole("button", { name: "Withdraw Paper Planner" }).click();
  await page.getByRole("button", { name: "Withdraw access" }).click();
  await expect(page.getByText("No app acts for you")).toBeVisible();
  expect((await request.get("/v1/prompts", bearer(token))).status()).toBe(401);
  const form = { grant_type: "refresh_token", client_id: clientId, client_secret: secret, refresh_token: refreshToken };
  expect((await post(request, "/oauth/token", form)).body.error).toBe("invalid_grant");
});

test("a secret is replaced without a gap, and the app is edited and deleted", async ({ signedIn: page, request }) => {
  const first = await registerApp(page, "Night Shift", "https://night.example.test/callback");
  const clientId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const secrets = page.getByRole("list", { name: "Client secrets" });
  // The only one cannot be revoked.
  await expect(secrets.getByRole("button", { name: /^Revoke/ })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Add secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add secret" }).click();
  const second = await page.getByLabel("Client secret", { exact: true }).inputValue();
  await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(secrets.getByRole("listitem")).toHaveCount(2);

  // Its own tokens need one more way to come by them.
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Advanced").click();
  await dialog.getByRole("checkbox", { name: /Acts for itself/ }).check();
  await dialog.getByLabel("Name").fill("Night Shift Two");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Night Shift Two" })).toBeVisible();
  const ask = (secret: string) =>
    post(request, "/oauth/token", {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
      scope: "prompts:read",
    });
  const answers = [await ask(first), await ask(second)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);

  await secrets.getByRole("button", { name: `Revoke ${first.slice(0, 11)}…${first.slice(-4)}` }).click();
  await page.getByRole("button", { name: "Revoke secret" }).click();
  await expect(secrets.getByRole("listitem")).toHaveCount(1);
  expect((await ask(first)).body.error).toBe("invalid_client");
  expect((await ask(second)).status).toBe(200);

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete app" }).click();
  await expect(page.getByText("No OAuth apps yet")).toBeVisible();
  expect((await ask(second)).body.error).toBe("invalid_client");
  expect((await request.get("/v1/prompts", bearer(answers[0]?.body.access_token))).status()).toBe(401);
});

test("a registration token is shown once, listed without its secret and revoked", async ({
  signedIn: page,
  request,
}) => {
  await page.goto("/dashboard/oauth-apps");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const token = await page.getByLabel("Registration token", { exact: true }).inputValue();
  await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByRole("button", { name: "Done" }).click();
  const data = { client_name: "Agent", redirect_uris: ["http://localhost:4000/callback"] };
  const registerItself = () => request.post("/oauth/register", { data, ...bearer(token) });
  expect((await registerItself()).status()).toBe(201);
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "Agent" });
  await expect(row).toContainText("Registered itself");
  await expect(page.locator("main")).not.toContainText(token);
  await page.getByRole("button", { name: `Revoke ${token.slice(0, 8)}…${token.slice(-4)}` }).click();
  await page.getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByText("No registration token holds at the moment.")).toBeVisible();
  expect((await registerItself()).status()).toBe(401);
});

test("a member is told who manages OAuth apps, and budgets", async ({
  account,
  signedIn: page,
  otherBrowser,
  request,
}) => {
  await proveAddress(request, account);
  await page.goto("/dashboard/team");
  const guest = await newAccount(request);
  await page.getByRole("button", { name: "Invite people" }).click();
  await page.getByLabel("Email address 1", { exact: true }).fill(guest.email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await linkTo(guest.email, "invitations");
  const other = await otherBrowser.newPage();
  await enter(otherBrowser, guest);
  await other.goto(link);
  await other.getByRole("button", { name: /^Join / }).click();
  await expect(other.getByRole("button", { name: /^Organization:/ })).toBeVisible();
  await other.goto("/dashboard/oauth-apps");
  await expect(other.getByText("Admins manage OAuth apps")).toBeVisible();
  const toRegister = other.getByRole("button", { name: /Register/ });
  await expect(toRegister).toHaveAttribute("aria-disabled", "true");
  await toRegister.hover();
  await expect(other.getByRole("tooltip")).toContainText("dmin");
  await toRegister.click({ force: true });
  await expect(other.getByRole("dialog")).toHaveCount(0);

  await other.goto("/dashboard/usage/budgets");
  await expect(other.getByText("Admins manage budgets")).toBeVisible();
  await expect(other.getByRole("button", { name: "Create budget" })).toHaveCount(0);
  await other.getByRole("link", { name: "See the usage" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Usage" })).toBeVisible();
});
