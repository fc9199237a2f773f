import { describe, expect, it, vi } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { nextAuthOptions } from "./next-auth";
import { endOtherSessions } from "./sessions";

const { clock, open } = useTestRuntime();

describe("registration and sign-in", () => {
  it("answers document 000's body and a token that works", async () => {
    const registered = await callApi("POST /api/auth/register", {
      body: { email: "You@Example.com", password: "SecurePassword123!", name: "Your Name" },
      address: "192.0.2.1",
    });
    expect(registered.status).toBe(201);
    expect(registered.json).toEqual({
      access_token: expect.stringMatching(/^eyJ/),
      token_type: "bearer",
      user: { id: expect.any(String), email: "you@example.com", name: "Your Name", tier: "free" },
    });
    const me = await callApi("GET /api/user/me", { token: registered.json.access_token });
    expect(me.json).toMatchObject({ email: "you@example.com", tier: "free", organization_id: registered.json.user.id });
    const signedIn = await callApi("POST /api/auth/login", {
      body: { email: "you@example.com", password: "SecurePassword123!" },
      address: "192.0.2.1",
    });
    expect(signedIn.status).toBe(200);
    expect(Object.keys(signedIn.json)).toEqual(["access_token", "token_type", "user"]);
  });

  it("signs claims of documents 000 and 001: HS256, user_id equal to sub, email, seven days", async () => {
    const user = await createUser();
    const [header = "", payload = ""] = user.token.split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "HS256", typ: "JWT" });
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(claims).toMatchObject({ user_id: user.id, sub: user.id, email: user.email });
    expect(claims.exp - claims.iat).toBe(7 * 86_400);
    expect(claims.iat).toBe(Math.floor(clock.now() / 1000));
  });

  it("answers document 004's body under /api/v1", async () => {
    const credentials = { email: "user@example.com", password: "your-secure-password" };
    const registered = await callApi("POST /api/v1/auth/register", { body: credentials, address: "192.0.2.2" });
    expect(registered.status).toBe(201);
    expect(registered.json).toEqual({
      user: { id: expect.any(String), email: "user@example.com", created_at: expect.any(String) },
      token: expect.any(String),
    });
    const signedIn = await callApi("POST /api/v1/auth/login", { body: credentials, address: "192.0.2.2" });
    expect(signedIn.status).toBe(200);
    const me = await callApi("GET /api/v1/users/me", { token: signedIn.json.token });
    expect(me.json).toEqual(registered.json.user);
  });

  it("refuses an address that is registered, in any case, and creates nothing", async () => {
    const { email } = await createUser();
    const body = { email: email.toUpperCase(), password: "another good password" };
    const nested = await callApi("POST /api/auth/register", { body, address: "192.0.2.3" });
    expect([nested.status, nested.json.error.code]).toEqual([409, "CONFLICT"]);
    const flat = await callApi("POST /api/v1/auth/register", { body, address: "192.0.2.3" });
    expect([flat.status, flat.json.errors[0]?.code, flat.json.error]).toEqual([409, "DUPLICATE_RESOURCE", "conflict"]);
  });

  it("knows an address by its domain's ASCII form, and no user by letters of another script before the @", async () => {
    const body = { email: "user@münchen.de", password: "another good password" };
    const registered = await callApi("POST /api/auth/register", { body, address: "192.0.2.8" });
    expect(registered.status).toBe(201);
    expect(registered.json.user.email).toBe("user@xn--mnchen-3ya.de");
    for (const email of ["USER@MÜNCHEN.DE", "user@xn--mnchen-3ya.de", "user@mu\u0308nchen\uff0ede"]) {
      const again = await callApi("POST /api/auth/register", { body: { ...body, email }, address: "192.0.2.9" });
      expect(again.status).toBe(409);
      const signedIn = await callApi("POST /api/auth/login", { body: { ...body, email }, address: "192.0.2.10" });
      expect(signedIn.json.user.id).toBe(registered.json.user.id);
    }
    await createUser({ email: "mike@example.test" });
    const folded = await callApi("POST /api/auth/login", {
      body: { email: "mi\u212Ae@example.test", password: testPassword },
      address: "192.0.2.10",
    });
    expect(folded.status).toBe(401);
  });

  it("finds users whose address a provider gave with another script's domain, which cannot be registered anew", async () => {
    const { id } = await createUser();
    await open().database.prisma.user.update({ where: { id }, data: { email: "old@bücher.example" } });
    for (const email of ["old@bücher.example", "Old@xn--bcher-kva.example"]) {
      const body = { email, password: testPassword };
      const signedIn = await callApi("POST /api/auth/login", { body, address: "192.0.2.12" });
      expect(signedIn.json.user?.id).toBe(id);
      expect((await callApi("POST /api/auth/register", { body, address: "192.0.2.12" })).status).toBe(409);
    }
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const { email } = await createUser();
    const wrong = await callApi("POST /api/auth/login", { body: { email, password: "nope" }, address: "192.0.2.4" });
    const unknown = await callApi("POST /api/auth/login", {
      body: { email: "nobody@example.test", password: "nope" },
      address: "192.0.2.4",
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.json).toEqual(unknown.json);
  });

  it.each([
    ["a short password", { password: "short" }, "password"],
    ["a password over 72 bytes", { password: "é".repeat(40) }, "password"],
    ["a common password", { password: "Password123" }, "password"],
    ["a broken address", { email: "not-an-address" }, "email"],
    ["an unknown field", { plan: "enterprise" }, "plan"],
    ["a wrong type", { name: 7 }, "name"],
  ])("refuses %s by name", async (_title, change, path) => {
    const answer = await callApi("POST /api/auth/register", {
      body: { email: "fresh@example.test", password: "a perfectly fine one", ...change },
      address: "192.0.2.5",
    });
    expect([answer.status, answer.json.error.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(answer.json.error.details[0]?.path).toBe(path);
    clock.advance(60_000);
  });

  it("refuses a password of 72 bytes with anything behind it, of which bcrypt reads no more", async () => {
    const [email, password] = ["long@example.test", "a passphrase of seventy-two bytes".padEnd(72, ".")];
    await callApi("POST /api/auth/register", { body: { email, password }, address: "192.0.2.12" });
    const attempt = async (text: string) =>
      (await callApi("POST /api/auth/login", { body: { email, password: text }, address: "192.0.2.12" })).status;
    expect([await attempt(password), await attempt(`${password}x`)]).toEqual([200, 401]);
  });

  it("says nothing of its inner errors to a user who signs in to the dashboard", async () => {
    const [provider] = nextAuthOptions({ address: null, userAgent: null }).providers;
    const authorize = async (email: string) => provider?.options.authorize({ email, password: "x" });
    expect(await authorize("a\0b@example.test")).toBeNull();
    const verify = vi.spyOn(open().passwords, "verify").mockRejectedValueOnce(new Error("secret inner text"));
    await expect(authorize("a@example.test")).rejects.toThrow(/^Unavailable$/);
    verify.mockRestore();
  });

  it("takes ten attempts a minute from one address, then says when to come back", async () => {
    const attempt = () =>
      callApi("POST /api/auth/login", { body: { email: "a@example.test", password: "x" }, address: "192.0.2.66" });
    for (let count = 1; count <= 10; count++)
      expect((await attempt()).headers.get("x-ratelimit-remaining")).toBe(`${10 - count}`);
    const denied = await attempt();
    expect([denied.status, denied.json.error.code]).toEqual([429, "RATE_LIMITED"]);
    const wait = Number(denied.headers.get("retry-after"));
    clock.advance(wait * 1000);
    expect((await attempt()).status).toBe(401);
  });
});

describe("ending access", () => {
  it("401 at once after signing out, and only for that session", async () => {
    const user = await createUser();
    const other = await callApi("POST /api/auth/login", {
      body: { email: user.email, password: testPassword },
      address: "192.0.2.7",
    });
    expect((await callApi("POST /api/auth/logout", { token: user.token })).status).toBe(204);
    const after = await callApi("GET /api/user/me", { token: user.token });
    expect(after.status).toBe(401);
    expect(after.json).toEqual({ error: { code: "UNAUTHORIZED", message: "invalid access token" } });
    expect((await callApi("GET /api/user/me", { token: other.json.access_token })).status).toBe(200);
  });

  it("ends every session and token when the password changes, and hands out a new session", async () => {
    const user = await createUser({ plan: "pro" });
    const created = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "laptop" } });
    const changed = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: testPassword, new_password: "a brand new passphrase" },
    });
    expect(changed.status).toBe(200);
    for (const token of [user.token, created.json.token]) {
      expect((await callApi("GET /api/user/me", { token })).status).toBe(401);
    }
    expect((await callApi("GET /api/user/me", { token: changed.json.token })).status).toBe(200);
  });

  it("starts no session for the old password once the change is committed, however long its check waited", async () => {
    const user = await createUser();
    const { passwords } = open();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The check of the old password ends only after the change: what a busy queue does.
    const verify = vi.spyOn(passwords, "verify").mockImplementationOnce(async () => {
      await held;
      return "right";
    });
    const late = callApi("POST /api/auth/login", {
      body: { email: user.email, password: testPassword },
      address: "192.0.2.11",
    });
    await vi.waitFor(() => expect(verify).toHaveBeenCalledTimes(1), 20_000);
    await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: testPassword, new_password: "a brand new passphrase" },
    });
    release();
    expect((await late).status).toBe(401);
    verify.mockRestore();
  });

  it("takes as many guesses at a signed-in user's password as a sign-in does, then none", async () => {
    const user = await createUser();
    const guess = () => callApi("DELETE /api/user/me", { token: user.token, body: { password: "a guess" } });
    for (let count = 0; count < 10; count++) expect((await guess()).status).toBe(400);
    const denied = await guess();
    expect([denied.status, Number(denied.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    const right = await callApi("DELETE /api/user/me", { token: user.token, body: { password: testPassword } });
    expect(right.status).toBe(429);
  });

  it("lets one of two deletions win and tells the other that the user is gone", async () => {
    const user = await createUser();
    const remove = () => callApi("DELETE /api/user/me", { token: user.token, body: { password: testPassword } });
    const statuses = (await Promise.all([remove(), remove()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 401]);
  });

  it("ends forty thousand other sessions as it ends one", async () => {
    const user = await createUser();
    await open().database.pool.query(
      `INSERT INTO sessions (id, user_id, organization_id, kind, expires_at)
       SELECT 'many-' || n, $1, $1, 'api', now() + interval '7 days' FROM generate_series(1, 40000) n`,
      [user.id],
    );
    await endOtherSessions(user.principal, { address: null, userAgent: null });
    expect(await open().database.prisma.session.count({ where: { userId: user.id } })).toBe(1);
  });

  it("refuses a wrong current password and changes nothing", async () => {
    const user = await createUser();
    const answer = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: "wrong", new_password: "a brand new passphrase" },
    });
    expect([answer.status, answer.json.errors[0]?.field]).toEqual([400, "current_password"]);
    expect((await callApi("GET /api/user/me", { token: user.token })).status).toBe(200);
  });

  it("401 for every credential of a deleted user, and their data is gone", async () => {
    const user = await createUser({ plan: "pro" });
    const token = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "laptop" } })).json.token;
    const key = (await callApi("POST /api/v1/api-keys", { token: user.token, body: { name: "box" } })).json.key;
    expect((await callApi("DELETE /api/user/me", { token: user.token, body: { password: "wrong" } })).status).toBe(400);
    expect((await callApi("DELETE /api/user/me", { token: user.token, body: { password: testPassword } })).status).toBe(
      204,
    );
    for (const credential of [user.token, token, key]) {
      expect((await callApi("GET /api/user/me", { token: credential })).status).toBe(401);
    }
    const again = await callApi("POST /api/auth/login", {
      body: { email: user.email, password: testPassword },
      address: "192.0.2.8",
    });
    expect(again.status).toBe(401);
    const told = { recipient: user.email, subject: "Your Latchkey account was deleted" };
    expect(await open().database.prisma.mail.count({ where: told })).toBe(1);
  });

  it("401 for a session past its expiry", async () => {
    const user = await createUser();
    clock.advance(7 * 86_400_000);
    const answer = await callApi("GET /api/user/me", { token: user.token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("expired");
  });
});
