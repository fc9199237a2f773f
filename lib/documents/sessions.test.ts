import { describe, expect, it } from "vitest";
import { readSettings } from "@/lib/platform/settings";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { testSettings, useTestRuntime } from "@/lib/testing/test-runtime";

const { sessionLifetimeSeconds } = readSettings({
  DATABASE_URL: "postgres://localhost/none",
  JWT_SECRET: testSettings("").jwtSecret,
  NEXTAUTH_SECRET: testSettings("").nextAuthSecret,
  KEY_PEPPER: testSettings("").keyPepper,
  ENCRYPTION_KEY: testSettings("").encryptionKey,
  JWT_EXPIRY_HOURS: "24",
});
const logged: string[] = [];
const { clock, open } = useTestRuntime({
  settings: { sessionLifetimeSeconds },
  log: (...line) => logged.push(JSON.stringify(line)),
});

describe("documents 000 and 001", () => {
  it("JWT_EXPIRY_HOURS=24 makes tokens that end after 24 hours, and then a new sign-in gives a new one", async () => {
    const user = await createUser();
    const me = (token: string) => callApi("GET /api/user/me", { token });
    const claims = JSON.parse(Buffer.from(user.token.split(".")[1] ?? "", "base64url").toString());
    expect(claims.exp - claims.iat).toBe(24 * 3600);
    clock.set((claims.exp - 1) * 1000);
    expect((await me(user.token)).status).toBe(200);
    clock.set(claims.exp * 1000);
    const late = await me(user.token);
    expect([late.status, late.json]).toEqual([
      401,
      { error: { code: "UNAUTHORIZED", message: "invalid access token" } },
    ]);
    const body = { email: user.email, password: testPassword };
    const again = await callApi("POST /api/auth/login", { body, address: "192.0.2.90" });
    expect(Object.keys(again.json).toSorted()).toEqual(["access_token", "token_type", "user"]);
    expect((await me(again.json.access_token)).status).toBe(200);
  });

  it("a token without the Bearer prefix before it is a 401", async () => {
    const { token } = await createUser();
    for (const authorization of [token, `Token ${token}`, `Bearer${token}`]) {
      const answer = await callApi("GET /api/user/me", { headers: { authorization } });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
    }
  });

  it("passwords are stored as bcrypt hashes, each with a salt of its own", async () => {
    const named = (name: string) => createUser({ email: `${name}@example.test` });
    const users = [await named("ada"), await named("grace")];
    const rows = await open().database.prisma.user.findMany({ where: { id: { in: users.map(({ id }) => id) } } });
    const hashes = rows.map(({ passwordHash }) => passwordHash);
    for (const hash of hashes) expect(hash).toMatch(/^\$2[aby]\$\d\d\$[./0-9A-Za-z]{53}$/);
    expect(new Set(hashes).size).toBe(2);
    expect(JSON.stringify(rows)).not.toContain(testPassword);
  });

  it("the dashboard's session is in a cookie that no script reads and that other sites' forms do not send", async () => {
    const { email } = await createUser();
    const begun = await callApi("GET /api/auth/csrf");
    const cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const form = { csrfToken: begun.json.csrfToken, email, password: testPassword, json: "true" };
    const signedIn = await callApi("POST /api/auth/callback/credentials", {
      body: new URLSearchParams(form).toString(),
      headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    });
    const session = signedIn.headers.getSetCookie().filter((line) => line.includes("session-token="));
    expect([signedIn.status, session]).toEqual([
      200,
      [expect.stringMatching(/^(__Secure-)?next-auth\.session-token=[^;]+;(?=.*HttpOnly)(?=.*SameSite=Lax)/i)],
    ]);
    expect(signedIn.text).not.toMatch(/eyJ/);
  });

  it("what an unauthenticated request asks for is not done", async () => {
    const body = { name: "never made", description: "", visibility: "public" };
    for (const token of [undefined, "invalid"]) {
      const call = token === undefined ? { body } : { body, token };
      expect((await callApi("POST /v1/prompts", call)).status).toBe(401);
    }
    expect(await open().database.prisma.prompt.count({ where: { name: "never made" } })).toBe(0);
  });

  it("no credential or password is in the log, also when a request fails inside", async () => {
    const user = await createUser();
    await open().database.pool.query("ALTER TABLE prompts RENAME TO prompts_away");
    const body = { name: "x", description: "", visibility: "private", content: `it holds ${user.token}` };
    const failed = await callApi("POST /v1/prompts", { token: user.token, body });
    await open().database.pool.query("ALTER TABLE prompts_away RENAME TO prompts");
    expect(failed.status).toBe(500);
    expect(failed.text).not.toMatch(/prompts_away|relation|at /);
    expect(logged.length).toBeGreaterThan(0);
    for (const secret of [user.token, testPassword]) expect(logged.join("\n")).not.toContain(secret);
  });
});
