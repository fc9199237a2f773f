/** Document 004: register and login, keys without scopes, the limit on sign-in, example by example. */
import { randomUUID } from "node:crypto";
import { bearer, expect, password, randomAddress, test } from "./fixtures";

test("registering and signing in give the user and a token", async ({ request }) => {
  const data = { email: `user-${randomUUID()}@example.test`, password };
  const expected = {
    user: { id: expect.any(String), email: data.email, created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/) },
    token: expect.stringMatching(/^eyJ/),
  };
  const registered = await request.post("/api/v1/auth/register", { data });
  expect(registered.status()).toBe(201);
  const { user, ...rest } = await registered.json();
  expect({ user, ...rest }).toEqual(expected);
  const signedIn = await request.post("/api/v1/auth/login", { data });
  expect(signedIn.status()).toBe(200);
  expect(await signedIn.json()).toEqual({ ...expected, user });
});

test("a name is enough for a key, which stands for its user until it is revoked", async ({ request, account }) => {
  const data = { name: "MacBook Pro" };
  const response = await request.post("/api/v1/api-keys", { data, ...bearer(account.token) });
  expect(response.status()).toBe(201);
  const { api_key: shown, key } = await response.json();
  expect(key).toMatch(/^exp_k1_[A-Za-z0-9]{40}$/);
  expect(shown).toMatchObject({
    id: expect.any(String),
    name: "MacBook Pro",
    key_prefix: key.slice(0, "exp_k1_".length + 6),
    created_at: expect.any(String),
    last_used_at: null,
  });
  const me = await request.get("/api/v1/users/me", bearer(key));
  expect(await me.json()).toMatchObject({ id: account.id, email: account.email });
  expect((await request.delete(`/api/v1/api-keys/${shown.id}`, bearer(account.token))).status()).toBe(204);
  expect((await request.get("/api/v1/users/me", bearer(key))).status()).toBe(401);
});

test("401 and 403 in the documented words", async ({ request, account }) => {
  for (const options of [{}, bearer("eyJhbGciOiJIUzI1NiIs"), bearer("exp_k1_7f8a9b")]) {
    const response = await request.get("/api/v1/users/me", options);
    expect(response.status()).toBe(401);
    expect(await response.json()).toMatchObject({ error: "unauthorized", message: "Invalid or expired token" });
  }
  const created = await request.post("/api/v1/api-keys", { data: { name: "CLI" }, ...bearer(account.token) });
  const { key } = await created.json();
  const data = { current_password: password, new_password: "another long password" };
  const refused = await request.put("/api/v1/users/me/password", { data, ...bearer(key) });
  expect(refused.status()).toBe(403);
  const message = "You don't have permission to access this resource";
  expect(await refused.json()).toMatchObject({ error: "forbidden", message });
});

test("tunnel data is unlimited: the key passes however often it comes, and no limit is named", async ({
  request,
  account,
}) => {
  const created = await request.post("/api/v1/api-keys", { data: { name: "Tunnel" }, ...bearer(account.token) });
  const { key } = await created.json();
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => request.get("/api/v1/forward-auth", bearer(key))),
  );
  expect(answers.filter((answer) => answer.status() !== 200)).toEqual([]);
  expect(Object.keys(answers[0]?.headers() ?? {}).filter((name) => name.includes("ratelimit"))).toEqual([]);
  const verified = await request.post("/api/v1/keys/verify", { data: { key, cost: 1000 }, ...bearer(key) });
  expect((await verified.json()).data).toMatchObject({ valid: true, product: "tunnel", limits: [] });
});

test("the eleventh sign-in within a minute is a 429, at this address alone", async ({
  request,
  playwright,
  baseURL,
}) => {
  const data = { email: "nobody@example.test", password: "wrong password" };
  // Attempts count before anybody looks at them; empty ones are quick, and the eleventh comes before a place is free again.
  const attempts = await Promise.all(
    Array.from({ length: 10 }, () => request.post("/api/v1/auth/login", { data: {} })),
  );
  expect(attempts.map((attempt) => attempt.status())).toEqual(Array(10).fill(400));
  const refused = await request.post("/api/v1/auth/login", { data });
  expect(refused.status()).toBe(429);
  const message = "Too many requests, please try again later";
  expect(await refused.json()).toMatchObject({ error: "rate_limited", message });
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThanOrEqual(1);

  const extraHTTPHeaders = { "x-forwarded-for": randomAddress() };
  const elsewhere = await playwright.request.newContext({ ...(baseURL ? { baseURL } : {}), extraHTTPHeaders });
  expect((await elsewhere.post("/api/v1/auth/login", { data })).status()).toBe(401);
  await elsewhere.dispose();
});
