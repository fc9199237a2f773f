import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startBreachedPasswords } from "@/lib/testing/breached-passwords-stand-in";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const breached = "quiet lamps burn at noon";
const service = await startBreachedPasswords([breached]);
const logged: { event: string; fields: unknown }[] = [];
const { open } = useTestRuntime({ log: (_level, event, fields) => logged.push({ event, fields }) });
afterAll(() => service.close());
beforeEach(() => {
  const { settings } = open();
  settings.passwordMinLength = 8;
  settings.pwnedPasswordsUrl = null;
  service.behave("answers");
  logged.length = 0;
});

let visitors = 0;
const register = (password: string, about: { email?: string; name?: string } = {}) => {
  const visitor = ++visitors;
  return callApi("POST /api/auth/register", {
    body: { email: `visitor-${visitor}@example.test`, password, ...about },
    address: `2001:db8:${visitor.toString(16)}::1`,
  });
};
const messageOf = ({ json }: Awaited<ReturnType<typeof register>>) => json.error.details[0];

describe("a new password", () => {
  test.each(["Summer2024!", "P@ssw0rd2025", "Letmein!!1", "12341234"])(
    "that is common is refused: %s",
    async (password) => {
      const answer = await register(password);
      expect([answer.status, messageOf(answer).path]).toEqual([400, "password"]);
      expect(messageOf(answer).message).toContain("most common passwords");
    },
  );

  test("is counted in characters, of which one that takes four bytes is one", async () => {
    expect((await register("🔑🪴🛶🪵")).status).toBe(400);
    expect((await register("🔑🪴🛶🪵🧭🪁🥁🪕")).status).toBe(201);
  });

  test("may have 64 letters, the last of which counts too", async () => {
    const email = "sixty-four@engines.test";
    const password = "quiet lamps burn till dawn ".repeat(3).slice(0, 64);
    expect((await register(password, { email })).status).toBe(201);
    const login = async (text: string) =>
      (await callApi("POST /api/auth/login", { body: { email, password: text }, address: "192.0.2.78" })).status;
    expect([await login(password.slice(0, 63)), await login(password)]).toEqual([401, 200]);
  });

  test("has as many characters as the deployment asks for, wherever it is set", async () => {
    const user = await createUser();
    open().settings.passwordMinLength = 15;
    const short = "thirteen-odd-1";
    const refused = [
      await register(short),
      await callApi("PUT /api/v1/users/me/password", {
        token: user.token,
        body: { current_password: testPassword, new_password: short },
      }),
    ];
    for (const { status, text } of refused) {
      expect(status).toBe(400);
      expect(text).toContain("must have at least 15 characters");
    }
    // Who has a shorter one from before goes on signing in.
    open().settings.passwordMinLength = 60;
    const login = { email: user.email, password: testPassword };
    expect((await callApi("POST /api/auth/login", { body: login, address: "192.0.2.77" })).status).toBe(200);
  });

  test.each([
    ["the name", "Lovelace-1815!", { name: "Ada Lovelace" }],
    ["the address", "ada.byron.1815", { email: "ada.byron@engines.test" }],
    ["the company's domain", "Engines2026!!", { email: "ada@engines.test" }],
    ["all of them", "AdaByronEngines", { email: "ada@engines.test", name: "Ada Byron" }],
    ["the product", "Latchkey2026!", {}],
    ["the product and a common word", "latchkey-sunshine", {}],
    ["the name in disguise", "L0v3l4c3#1815", { name: "Ada Lovelace" }],
  ])("made of %s is refused", async (_what, password, about) => {
    const answer = await register(password, about);
    expect([answer.status, messageOf(answer).path]).toEqual([400, "password"]);
    expect(messageOf(answer).message).toContain("must not be made of your name");
  });

  test("may hold such a word beside enough else", async () => {
    expect((await register("lovelace hums to her engines", { name: "Ada Lovelace" })).status).toBe(201);
  });

  test("is not made of the names of the user's organizations", async () => {
    const user = await createUser();
    await open().database.prisma.organization.update({ where: { id: user.id }, data: { name: "Zanzibar Freight" } });
    const answer = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: testPassword, new_password: "ZanzibarFreight7" },
    });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, "new_password"]);
  });
});

describe("a service that knows passwords from breaches", () => {
  beforeEach(() => {
    open().settings.pwnedPasswordsUrl = service.url;
    service.asked.length = 0;
  });

  test("is asked only for a range, and what it knows is refused", async () => {
    const answer = await register(breached);
    expect([answer.status, messageOf(answer).message]).toEqual([
      400,
      "is known from a breach of another service; choose another",
    ]);
    expect(service.asked).toEqual([expect.stringMatching(/^\/range\/[0-9A-F]{5}$/)]);
  });

  test("is not asked where none is configured", async () => {
    open().settings.pwnedPasswordsUrl = null;
    expect((await register(breached)).status).toBe(201);
    expect(service.asked).toEqual([]);
  });

  test("passes what it does not know, and what only pads its answer", async () => {
    expect((await register("quiet lamps burn till dawn")).status).toBe(201);
    service.behave("padding");
    expect((await register(breached)).status).toBe(201);
  });

  test.each(["hangs", "fails", "endless"] as const)(
    "that %s keeps nobody out, and the log says so without the password",
    async (how) => {
      service.behave(how);
      expect((await register(breached)).status).toBe(201);
      const told = logged.filter(({ event }) => event === "breached_passwords_not_asked");
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).not.toContain(service.asked[0]?.split("/").at(-1));
    },
  );
});
