import { randomUUID } from "node:crypto";
import type { APIRequestContext, Page } from "playwright/test";
import { startNameServer } from "@/lib/testing/name-server";
import { type Account, bearer, expect, password, submitSignIn, test } from "./fixtures";
import { expectLooks } from "./looks";
import { proveAddress } from "./mails";
import { continueWith, newPersona } from "./providers";
import { choosePorts } from "./stand-in-ports";

// What the DNS says; one name server, so one test after the other.
test.describe.configure({ mode: "serial" });
const zone = new Map<string, string[]>();
let dns: Awaited<ReturnType<typeof startNameServer>>;
test.beforeAll(async () => {
  dns = await startNameServer(
    () => [],
    (name) => zone.get(name) ?? [],
    Number(choosePorts().dns),
  );
});
test.afterAll(() => dns.close());

async function registerAt(request: APIRequestContext, domain: string): Promise<Account> {
  const email = `user-${randomUUID().slice(0, 8)}@${domain}`;
  const response = await request.post("/api/auth/register", { data: { email, password } });
  const { access_token: token, user } = await response.json();
  return { id: user.id, email, token };
}

/** Signs in at the company's own provider, whose button is on the page. */
async function signInAtCompany(page: Page, { email }: Account): Promise<void> {
  await page.goto("/sign-in");
  await continueWith(page, "Paper Mill", newPersona({ account: email, email }));
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

test("a company proves its domain by DNS and has its addresses sign in with its own provider alone", async ({
  page,
  request,
  otherBrowser,
  expectedProblems,
}) => {
  expectedProblems.push(/status of (409|401|403)/);
  const domain = `mill-${randomUUID().slice(0, 8)}.test`;
  const owner = await registerAt(request, domain);
  const colleague = await registerAt(request, domain);
  await proveAddress(request, owner);
  await proveAddress(request, colleague);
  await signInAtCompany(page, owner);

  await page.goto("/dashboard/organization");
  await page.getByLabel("Domain", { exact: true }).fill(domain);
  await page.getByRole("button", { name: "Claim domain" }).click();
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: domain });
  await expect(row.getByText("Not proved")).toBeVisible();
  await row.getByRole("button", { name: "Look for the record" }).click();
  await expect(row.getByRole("alert")).toContainText("no such TXT record yet");
  const name = `_latchkey-challenge.${domain}`;
  const record = await row.getByText(/^latchkey-domain-verification=/).textContent();
  zone.set(name, [record ?? ""]);
  await row.getByRole("button", { name: "Look for the record" }).click();
  await expect(row.getByText("Proved", { exact: true })).toBeVisible();

  const choice = row.getByRole("combobox", { name: `How addresses of ${domain} sign in` });
  await choice.selectOption({ label: "With Paper Mill alone" });
  await page.getByRole("dialog").getByRole("button", { name: "Change sign-in" }).click();
  await expect(page.getByText("Sign-in saved", { exact: true })).toBeVisible();
  await expectLooks(page, "sign-in-card");

  const other = await otherBrowser.newPage();
  await other.goto("/sign-in");
  await submitSignIn(other, colleague.email);
  await expect(other.getByRole("alert").filter({ hasText: "sign in with its own provider" })).toBeVisible();
  await signInAtCompany(other, colleague);
});

test("an owner sets a policy, sees what breaks it before it stops, and others see it where they look", async ({
  signedIn: page,
  account,
  request,
}) => {
  const body = { name: "Endless", scopes: ["prompts:read"] };
  const made = await request.post("/api/v1/api-keys", { ...bearer(account.token), data: body });
  const { data: key } = await made.json();
  await page.goto("/dashboard/organization");
  await expect(page.getByText("Every key, token and member keeps to the policy.")).toBeVisible();
  await page.getByLabel("Longest life of API keys, in days").fill("many");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByLabel("Longest life of API keys, in days")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Longest life of API keys, in days").fill("30");
  await page.getByLabel("Addresses that API keys may be used from").fill("10.0.0.0/8");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Policy saved", { exact: true })).toBeVisible();
  const broken = page.getByRole("table", { name: "What breaks the policy" }).getByRole("row", { name: /Endless/ });
  await expect(broken).toContainText("Has no end");
  await expect(broken).toContainText(/in 1[34] days/);

  await page.goto("/dashboard/api-keys");
  await expect(page.getByRole("row", { name: /Endless/ })).toContainText("Stops by policy");
  await page.goto(`/dashboard/api-keys/${key.id}`);
  await expect(page.getByRole("main")).toContainText("it lives longer than the organization's policy allows");
  const refused = await request.post("/api/v1/api-keys", { ...bearer(account.token), data: body });
  expect(refused.status()).toBe(400);
});
