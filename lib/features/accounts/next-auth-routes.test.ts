import { describe, expect, test } from "vitest";
import { createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const logged: string[] = [];
const { open } = useTestRuntime({ log: (level, event) => logged.push(`${level} ${event}`) });

const targets = [
  "javascript:alert(1)",
  "https://",
  "http://[",
  "//evil.example",
  "/\\evil.example",
  "not a url",
  "https://evil.example/x",
  "mailto:a@b.c",
  "%",
  "%00",
  "a".repeat(4_000),
  "\u0000",
];
let visitors = 0;
const newBrowser = () => createApiBrowser(`192.0.2.${++visitors}`);
const form = { "content-type": "application/x-www-form-urlencoded" };

async function signIn(browser: ReturnType<typeof newBrowser>, email: string, fields: Record<string, string> = {}) {
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  const body = new URLSearchParams({ ...fields, csrfToken, email, password: testPassword, json: "true" }).toString();
  return browser.call("POST /api/auth/callback/credentials", { body, headers: form });
}

describe("what a client says about where to go", () => {
  test.each(targets)("breaks no sign-in: %j in address, form and cookie", async (target) => {
    const { email, id } = await createUser();
    const browser = newBrowser();
    const asked = await browser.call(`GET /api/auth/csrf?callbackUrl=${encodeURIComponent(target)}`);
    expect([asked.status, asked.json.csrfToken]).toEqual([200, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    for (const name of ["next-auth.callback-url", "__Secure-next-auth.callback-url"]) {
      browser.cookies.set(name, encodeURIComponent(target));
    }
    const answer = await signIn(browser, email, { callbackUrl: target });
    expect(answer.status).toBe(200);
    expect(new URL(answer.json.url).origin).toBe("http://localhost:3000");
    expect((await browser.call("GET /api/dashboard/account")).json.id).toBe(id);
    const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
    const out = await browser.call("POST /api/auth/signout", {
      body: new URLSearchParams({ csrfToken, callbackUrl: target, json: "true" }).toString(),
      headers: form,
    });
    expect([out.status, new URL(out.json.url).origin]).toEqual([200, "http://localhost:3000"]);
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(401);
  });

  test("a page of this site is kept", async () => {
    const { email } = await createUser();
    const answer = await signIn(newBrowser(), email, { callbackUrl: "/dashboard/usage" });
    expect(answer.json.url).toBe("http://localhost:3000/dashboard/usage");
  });
});

test.each([
  ["next-auth.csrf-token", "%"],
  ["next-auth.csrf-token", "a|b|c"],
  ["next-auth.csrf-token", "|"],
  ["next-auth.session-token", "garbage"],
  ["next-auth.session-token.0", "garbage"],
  ["next-auth.session-token.x", "garbage"],
  ["next-auth.state", "garbage"],
  ["next-auth.pkce.code_verifier", "garbage"],
  ["next-auth.nonce", "garbage"],
  ["__proto__", "garbage"],
  ["latchkey.sign-in", "garbage"],
])("a cookie %s=%s breaks no sign-in", async (name, value) => {
  const { email, id } = await createUser();
  const browser = newBrowser();
  browser.cookies.set(name, value);
  expect((await signIn(browser, email)).status).toBe(200);
  expect((await browser.call("GET /api/dashboard/account")).json.id).toBe(id);
});

test("a wrong password is refused in our envelope, with the address that next-auth's clients read", async () => {
  const browser = newBrowser();
  const answer = await signIn(browser, "nobody@example.test");
  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({
    error: { code: "UNAUTHORIZED", message: "Invalid email or password" },
    url: expect.stringContaining("error=CredentialsSignin"),
  });
});

test("a right password that is not let in is told why, and not that it is wrong", async () => {
  const user = await createUser();
  const { prisma } = open().database;
  await prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date() } });
  const suspended = await signIn(newBrowser(), user.email);
  expect([suspended.status, suspended.json.error.message]).toEqual([401, "This account is suspended"]);
  const withApp = await createUser();
  await prisma.authenticator.create({ data: { userId: withApp.id, sealedSecret: "-", confirmedAt: new Date() } });
  const half = await signIn(newBrowser(), withApp.email);
  expect([half.status, half.json.error]).toEqual([
    401,
    { code: "MFA_REQUIRED", message: "This account asks for a second factor" },
  ]);
});

test("another site's form signs nobody in and nobody out: it knows no token of this browser", async () => {
  const { email, id } = await createUser();
  const [visitor, attacker] = [newBrowser(), newBrowser()];
  const cookieless = (await attacker.call("GET /api/auth/csrf")).json.csrfToken;
  // What the visitor's browser sends along, with the attacker's own token, an empty one, and none.
  for (const csrfToken of [cookieless, "", undefined]) {
    const fields = { ...(csrfToken === undefined ? {} : { csrfToken }), email, password: testPassword, json: "true" };
    await visitor.call("GET /api/auth/csrf");
    const forged = await visitor.call("POST /api/auth/callback/credentials", {
      body: new URLSearchParams(fields).toString(),
      headers: { ...form, "sec-fetch-site": "cross-site", origin: "https://evil.test" },
    });
    expect(forged.headers.getSetCookie().join()).not.toContain("session-token");
    expect((await visitor.call("GET /api/dashboard/account")).status).toBe(401);
  }
  await signIn(visitor, email);
  const out = await visitor.call("POST /api/auth/signout", {
    body: new URLSearchParams({ csrfToken: cookieless, json: "true" }).toString(),
    headers: { ...form, "sec-fetch-site": "cross-site", origin: "https://evil.test" },
  });
  expect(out.headers.getSetCookie().join()).not.toContain("session-token=;");
  expect((await visitor.call("GET /api/dashboard/account")).json.id).toBe(id);
});

test("every header of next-auth's routes is answered once", async () => {
  const { email } = await createUser();
  const browser = newBrowser();
  const answers = [
    await browser.call("GET /api/auth/csrf"),
    await signIn(browser, email),
    await signIn(newBrowser(), "nobody@example.test"),
    await browser.call("POST /api/auth/signout", { body: "json=true", headers: form }),
  ];
  for (const { headers } of answers) {
    expect(headers.get("content-type")).toBe("application/json");
    for (const [name, value] of headers) {
      const parts = value.split(",").map((part) => part.trim());
      if (name !== "set-cookie") expect([name, parts]).toEqual([name, [...new Set(parts)]]);
    }
  }
});

test("what registering by the page does is in no usage", async () => {
  const email = "fresh@example.test";
  const body = { email, password: testPassword };
  const call = { body, address: "192.0.2.250", headers: { "sec-fetch-site": "same-origin" } };
  const registered = await callApi("POST /api/dashboard/account", call);
  expect([registered.status, registered.json]).toEqual([
    201,
    { id: expect.any(String), email, name: "fresh", tier: "free" },
  ]);
  const again = await callApi("POST /api/dashboard/account", call);
  expect([again.status, again.json.error.code]).toEqual([409, "CONFLICT"]);
  const browser = newBrowser();
  await signIn(browser, email);
  await open().ledger.flush();
  const usage = await browser.call("GET /api/dashboard/usage?range=24h");
  expect([usage.status, usage.json.total]).toEqual([200, 0]);
  expect((await browser.call("GET /api/dashboard/sessions")).json.total).toBe(1);
});
