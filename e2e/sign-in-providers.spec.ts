import { bearer, clickUntil, expect, test } from "./fixtures";
import { claimsOf, headerOf } from "./jwt";
import { answerProvider, continueWith, newPersona } from "./providers";
import { choosePorts } from "./stand-in-ports";

for (const provider of ["GitHub", "Google"] as const) {
  test(`${provider}: a first sign-in makes an account and goes where it was headed; the next one finds it again`, async ({
    page,
    otherBrowser,
  }) => {
    const persona = newPersona();
    await page.goto("/dashboard/usage?range=7d");
    await continueWith(page, provider, persona);
    await expect(page.getByRole("heading", { name: "Usage", exact: true })).toBeVisible();
    expect(page.url()).toContain("/dashboard/usage?range=7d");

    await page.goto("/dashboard/settings");
    await expect(page.getByLabel("Email", { exact: true })).toHaveValue(persona.email);
    await expect(page.getByText("Verified", { exact: true })).toBeVisible();
    const id = await page.getByLabel("Organization ID").inputValue();

    const other = await otherBrowser.newPage();
    await other.goto("/sign-in?callbackUrl=/dashboard/settings");
    await continueWith(other, provider, persona);
    await expect(other.getByLabel("Organization ID")).toHaveValue(id);
  });

  test(`${provider}: the sign-in page remembers how one signed in last time`, async ({ page }) => {
    await page.goto("/sign-in");
    await continueWith(page, provider, newPersona());
    const signOut = page.getByRole("menuitem", { name: "Sign out" });
    // A click before the page is alive opens no menu.
    await clickUntil(page.getByRole("button", { name: /@example\.test/ }), signOut);
    await signOut.click();
    await expect(page.getByText(`You used ${provider} last time.`)).toBeVisible();
  });

  test(`${provider}: cancelling there is told in words, and the target survives`, async ({ page }) => {
    await page.goto("/dashboard/tokens");
    await continueWith(page, provider, null);
    await expect(page.getByRole("status").filter({ hasText: "You cancelled there" })).toBeVisible();
    await continueWith(page, provider, newPersona());
    await expect(page.getByRole("heading", { name: "Personal access tokens", exact: true })).toBeVisible();
  });

  test(`${provider}: an address that it has not verified opens no account`, async ({ page }) => {
    await page.goto("/sign-in");
    await continueWith(page, provider, newPersona({ verified: false }));
    await expect(page.getByRole("alert").filter({ hasText: "does not vouch for your email address" })).toBeVisible();
  });

  test(`${provider}: an account that somebody registered on the address unproved is not taken over`, async ({
    page,
    account,
  }) => {
    await page.goto("/sign-in");
    await continueWith(page, provider, newPersona({ email: account.email }));
    await expect(page.getByRole("alert").filter({ hasText: "Sign in with the account's password" })).toBeVisible();
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  });

  const path = `/api/auth/${provider.toLowerCase()}`;
  const option = provider === "GitHub" ? "3" : "4";

  test(`document 000, option ${option}: ${path} leads to ${provider}, and the frontend gets a session token`, async ({
    page,
    request,
  }) => {
    const frontend = `http://127.0.0.1:${choosePorts().frontend}/welcome?tab=1`;
    const persona = newPersona();
    await page.goto(`${path}?redirect_uri=${encodeURIComponent(frontend)}`);
    await answerProvider(page, provider, persona);
    await expect(page.getByRole("heading", { name: "A frontend" })).toBeVisible();
    const [address, fragment] = page.url().split("#");
    expect(address).toBe(frontend);
    const values = Object.fromEntries(new URLSearchParams(fragment));
    expect(values).toEqual({ access_token: expect.any(String), token_type: "bearer", expires_in: "604800" });
    const token = String(values.access_token);
    expect(headerOf(token)).toMatchObject({ alg: "HS256" });
    expect(claimsOf(token)).toMatchObject({ email: persona.email });

    const me = await request.get("/api/user/me", bearer(token));
    expect(await me.json()).toMatchObject({ email: persona.email, tier: "free", email_verified: true });
    // The frontend has a token; this browser has no session in the dashboard.
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  });

  test(`${path} hands no token to an origin that is not on the list`, async ({ request }) => {
    for (const uri of [
      "https://frontend.test.evil.tld/",
      "https://frontend.test@evil.tld/",
      "https://frontend.test:444/",
      "http://frontend.test/",
      "//frontend.test/",
      "https://frontend.test/#x",
    ]) {
      const response = await request.get(`${path}?redirect_uri=${encodeURIComponent(uri)}`, { maxRedirects: 0 });
      expect([uri, response.status()]).toEqual([uri, 400]);
      expect((await response.json()).error.code).toBe("VALIDATION_ERROR");
    }
  });
}

test("a return that this browser did not ask for starts no session (login CSRF)", async ({ page, otherBrowser }) => {
  // The attacker keeps the return of their own sign-in instead of following it.
  const attacker = otherBrowser.request;
  const started = await attacker.get("/api/auth/github", { maxRedirects: 0 });
  const asked = new URL(started.headers().location ?? "");
  const { account: login, email } = newPersona();
  const form = { ...Object.fromEntries(asked.searchParams), login, email, verified: "on", decision: "approve" };
  const answered = await attacker.post(`${asked.origin}${asked.pathname}`, { form, maxRedirects: 0 });
  const stolen = answered.headers().location ?? "";
  expect(stolen).toContain("/api/auth/callback/github?code=");

  await page.goto(stolen);
  await expect(page.getByRole("alert").filter({ hasText: "begun in another window" })).toBeVisible();
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
});
