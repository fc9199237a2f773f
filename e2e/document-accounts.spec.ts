/** Document 000: accounts, session JWTs, personal access tokens and tiers, example by example. */
import { randomUUID } from "node:crypto";
import { bearer, expect, newAccount, password, test } from "./fixtures";
import { claimsOf, headerOf } from "./jwt";
import { setPlan } from "./plans";

const sevenDaysSeconds = 7 * 86_400;

test("registering and signing in give a bearer token and the user", async ({ request }) => {
  const email = `Ada.Lovelace+${randomUUID()}@Example.test`;
  const registered = await request.post("/api/auth/register", { data: { email, password, name: "Your Name" } });
  expect(registered.status()).toBe(201);
  const created = await registered.json();
  const expected = {
    access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
    token_type: "bearer",
    user: { id: expect.any(String), email: email.toLowerCase(), name: "Your Name", tier: "free" },
  };
  expect(created).toEqual(expected);

  const signedIn = await request.post("/api/auth/login", { data: { email, password } });
  expect(signedIn.status()).toBe(200);
  expect(await signedIn.json()).toEqual({ ...expected, user: created.user });
});

test("the token is an HS256 JWT of seven days with the documented claims", async ({ account }) => {
  expect(headerOf(account.token)).toMatchObject({ alg: "HS256", typ: "JWT" });
  const claims = claimsOf(account.token);
  expect(claims).toMatchObject({ user_id: account.id, sub: account.id, email: account.email });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(sevenDaysSeconds);
});

test("the token opens GET /api/user/me", async ({ request, account }) => {
  const response = await request.get("/api/user/me", bearer(account.token));
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ id: account.id, email: account.email, tier: "free" });
});

test("a wrong password tells as much as an unknown email", async ({ request, account }) => {
  const data = { email: account.email, password: "not the password" };
  const wrong = await request.post("/api/auth/login", { data });
  const unknown = await request.post("/api/auth/login", { data: { ...data, email: "nobody@example.test" } });
  expect([wrong.status(), unknown.status()]).toEqual([401, 401]);
  expect(await wrong.json()).toEqual(await unknown.json());
});

test("a personal access token is made, works like the JWT, and ends when it is revoked", async ({
  request,
  account,
}) => {
  await setPlan(account.email, "starter");
  const data = { name: "My Dev Machine", expires_in_days: 90 };
  const response = await request.post("/api/user/tokens", { data, ...bearer(account.token) });
  expect(response.status()).toBe(201);
  const created = await response.json();
  expect(created).toEqual({
    token_id: expect.stringMatching(/^tok_/),
    token: expect.stringMatching(/^hp_pat_[A-Za-z0-9]{40}$/),
    name: "My Dev Machine",
    expires_at: expect.any(String),
  });
  const days = (Date.parse(created.expires_at) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89.9);
  expect(days).toBeLessThanOrEqual(90);

  const me = await request.get("/api/user/me", bearer(created.token));
  expect(await me.json()).toMatchObject({ id: account.id, tier: "starter" });
  const byToken = await request.post("/api/user/tokens", { data, ...bearer(created.token) });
  expect(byToken.status()).toBe(403);

  const list = await request.get("/api/user/tokens", bearer(account.token));
  expect(await list.text()).not.toContain(created.token);
  const revoked = await request.delete(`/api/user/tokens/${created.token_id}`, bearer(account.token));
  expect(revoked.status()).toBe(204);
  expect((await request.get("/api/user/me", bearer(created.token))).status()).toBe(401);
});

for (const [plan, maximum] of Object.entries({ free: 0, starter: 1, pro: 3, lifetime: 5 })) {
  test(`the plan ${plan} has room for ${maximum} personal access tokens`, async ({ request, account }) => {
    if (plan !== "free") await setPlan(account.email, plan);
    const create = () => request.post("/api/user/tokens", { data: { name: "CLI" }, ...bearer(account.token) });
    for (let made = 0; made < maximum; made++) expect((await create()).status()).toBe(201);
    const refused = await create();
    expect(refused.status()).toBe(403);
    const { error } = await refused.json();
    expect(error).toEqual({ code: "UPGRADE_REQUIRED", message: expect.stringContaining("/pricing") });
  });
}

test("401 without a token, with a garbled one, and for a deleted user", async ({ request }) => {
  const missing = await request.get("/api/user/me");
  expect(missing.status()).toBe(401);
  expect(await missing.json()).toEqual({ error: { code: "UNAUTHORIZED", message: "missing bearer token" } });
  expect(missing.headers()["www-authenticate"]).toBe("Bearer");

  const doomed = await newAccount(request);
  const deletion = await request.delete("/api/user/me", { data: { password }, ...bearer(doomed.token) });
  expect(deletion.status()).toBe(204);
  for (const token of ["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x", doomed.token]) {
    const response = await request.get("/api/user/me", bearer(token));
    expect(response.status()).toBe(401);
    expect(await response.json()).toEqual({ error: { code: "UNAUTHORIZED", message: "invalid access token" } });
    expect(response.headers()["www-authenticate"]).toContain('error="invalid_token"');
  }
});

test("skills are for Pro and above: 403 below, with the way to upgrade", async ({ request, account }) => {
  const refused = await request.get("/api/skills", bearer(account.token));
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toEqual({
    error: { code: "UPGRADE_REQUIRED", message: expect.stringContaining("/pricing") },
  });
  await setPlan(account.email, "pro");
  const allowed = await request.get("/api/skills", bearer(account.token));
  expect(allowed.status()).toBe(200);
  const skill = { id: expect.any(String), name: expect.any(String), description: expect.any(String) };
  expect((await allowed.json()).data).toEqual(expect.arrayContaining([expect.objectContaining(skill)]));
});
