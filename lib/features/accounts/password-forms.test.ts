import { createHash } from "node:crypto";
import bcrypt from "bcryptjs";
import { describe, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { signInWithPassword } from "./login";

const { open } = useTestRuntime();

const composed = "Grüße aus Köln 7";
const decomposed = composed.normalize("NFD");
const wideSpaces = composed.replaceAll(" ", "\u3000").replace("\u3000", "\u00a0");
const client = { address: "198.51.100.7", userAgent: "vitest" };

/** An address of its own for each sign-in, which are limited by address. */
const addressOf = (text: string) =>
  `2001:db8:${createHash("sha256").update(text).digest("hex").slice(0, 4)}::${Math.floor(performance.now() * 1000) % 9999}`;
const login = (email: string, password: string) =>
  callApi("POST /api/auth/login", { body: { email, password }, address: addressOf(email + password) });

async function userWithPassword(password: string) {
  const user = await createUser();
  const changed = await callApi("PUT /api/v1/users/me/password", {
    token: user.token,
    body: { current_password: testPassword, new_password: password },
  });
  expect(changed.status).toBe(200);
  return { ...user, token: String(changed.json.token) };
}

describe("a password is one, in every form that systems send it in", () => {
  test.each([
    ["composed", composed],
    ["decomposed", decomposed],
    ["with other spaces", wideSpaces],
  ])("set %s, it signs in by API and dashboard in every form", async (_title, set) => {
    const { email } = await userWithPassword(set);
    for (const typed of [composed, decomposed, wideSpaces]) {
      expect((await login(email, typed)).status).toBe(200);
      expect(await signInWithPassword({ email, password: typed }, "dashboard", client)).not.toBeNull();
    }
    expect((await login(email, composed.toLowerCase())).status).toBe(401);
    expect((await login(email, composed.replace("ü", "u"))).status).toBe(401);
  });

  test("it changes the password and deletes the account in another form", async () => {
    const user = await userWithPassword(composed);
    const changed = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: decomposed, new_password: `${decomposed} neu` },
    });
    expect(changed.status).toBe(200);
    const deleted = await callApi("DELETE /api/user/me", {
      token: changed.json.token,
      body: { password: `${wideSpaces} neu` },
    });
    expect(deleted.status).toBe(204);
  });

  test("72 bytes are counted in the form that is hashed", async () => {
    const fits = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿāăąćĉ";
    const { email } = await userWithPassword(fits.normalize("NFD"));
    expect((await login(email, fits)).status).toBe(200);
    const user = await createUser();
    const tooLong = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: testPassword, new_password: `${fits}a` },
    });
    expect(tooLong.json.errors).toMatchObject([{ code: "VALIDATION_ERROR", field: "new_password" }]);
  });

  test("a common password is refused in every form of its spaces", async () => {
    const refused = await callApi("POST /api/auth/register", {
      body: { email: "spaces@example.test", password: "\u3000 ".repeat(5) },
      address: addressOf("spaces"),
    });
    expect([refused.status, refused.json.error.details[0].path]).toEqual([400, "password"]);
  });
});

describe("a hash of before, made of what was sent", () => {
  test.each([
    ["composed", composed],
    ["decomposed", decomposed],
    ["with other spaces", wideSpaces],
  ])("%s: keeps opening the account, and is made anew by the first sign-in", async (_title, raw) => {
    const { id, email } = await createUser();
    const { prisma } = open().database;
    await prisma.user.update({ where: { id }, data: { passwordHash: await bcrypt.hash(raw, 4) } });
    expect((await login(email, "Gruesse aus Koeln 7")).status).toBe(401);
    expect((await login(email, raw)).status).toBe(200);
    const { passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id } });
    expect(await bcrypt.compare(composed, passwordHash ?? "")).toBe(true);
    for (const typed of [composed, decomposed, wideSpaces]) expect((await login(email, typed)).status).toBe(200);
  });

  test("of letters and marks apart opens to the letters composed", async () => {
    const { id, email } = await createUser();
    const passwordHash = await bcrypt.hash(decomposed, 4);
    await open().database.prisma.user.update({ where: { id }, data: { passwordHash } });
    expect((await login(email, composed)).status).toBe(200);
  });

  test("opens to several sign-ins at once, though the first makes it anew", async () => {
    const { id, email } = await createUser();
    const passwordHash = await bcrypt.hash(decomposed, 4);
    await open().database.prisma.user.update({ where: { id }, data: { passwordHash } });
    const started = await Promise.all(
      [1, 2, 3].map(() => signInWithPassword({ email, password: decomposed }, "dashboard", client)),
    );
    expect(started).not.toContain(null);
  });
});
