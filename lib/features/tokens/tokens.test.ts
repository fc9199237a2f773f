import { describe, expect, it } from "vitest";
import { planIds, planOf } from "@/lib/access/catalogue";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

async function create(user: TestUser, body: object = { name: "My Dev Machine", expires_in_days: 90 }) {
  return callApi("POST /api/user/tokens", { token: user.token, body });
}

describe("personal access tokens", () => {
  it("answer document 000's body, show the secret once and store only its hash", async () => {
    const user = await createUser({ plan: "pro" });
    const answer = await create(user);
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      token_id: expect.stringMatching(/^tok_/),
      token: expect.stringMatching(/^hp_pat_[0-9A-Za-z]{40}$/),
      name: "My Dev Machine",
      expires_at: `${new Date(clock.now() + 90 * 86_400_000).toISOString().slice(0, 19)}Z`,
    });
    const listed = await callApi("GET /api/user/tokens", { token: user.token });
    expect(listed.json).toMatchObject({ active: 1, maximum: 3, data: [{ token_id: answer.json.token_id }] });
    expect(listed.text).not.toContain(answer.json.token);
    const row = await open().database.prisma.personalAccessToken.findUniqueOrThrow({
      where: { id: answer.json.token_id },
    });
    expect(JSON.stringify(row)).not.toContain(answer.json.token);
  });

  it("are all listed while they work, however many that ran out are newer", async () => {
    const user = await createUser({ plan: "pro" });
    const { token_id } = (await create(user)).json;
    // The folded name is the database's own to write.
    const { nameFolded: _folded, ...row } = await open().database.prisma.personalAccessToken.findUniqueOrThrow({
      where: { id: token_id },
    });
    clock.advance(86_400_000);
    const ended = new Date(clock.now() - 1_000);
    await open().database.prisma.personalAccessToken.createMany({
      data: Array.from({ length: 120 }, (_, index) => {
        const unique = { id: `tok_ended_${token_id}_${index}`, secretHash: `ended ${token_id} ${index}` };
        return { ...row, ...unique, createdAt: ended, expiresAt: ended };
      }),
    });
    const { json } = await callApi("GET /api/user/tokens", { token: user.token });
    expect([json.active, json.data.length]).toEqual([1, 51]);
    expect(json.data.at(-1)).toMatchObject({ token_id, status: "active" });
  });

  it("work wherever the user's session does, and live 90 days unless asked otherwise", async () => {
    const user = await createUser({ plan: "pro" });
    const { json } = await create(user, { name: "cli" });
    expect((await callApi("GET /api/user/me", { token: json.token })).json.id).toBe(user.id);
    expect((await callApi("POST /v1/prompts", { token: json.token, body: { name: "mine" } })).status).toBe(201);
    expect((await callApi("GET /api/v1/memories", { token: json.token })).status).toBe(200);
    clock.advance(90 * 86_400_000 - 1);
    expect((await callApi("GET /api/user/me", { token: json.token })).status).toBe(200);
    clock.advance(1);
    expect((await callApi("GET /api/user/me", { token: json.token })).status).toBe(401);
  });

  it.each(planIds().map((plan) => [plan, planOf(plan).tokensPerUser] as const))(
    "on %s: exactly %i, however many are asked for at once",
    async (plan, maximum) => {
      const user = await createUser({ plan });
      const answers = await Promise.all(Array.from({ length: maximum + 5 }, () => create(user)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(maximum);
      const refused = answers.find(({ status }) => status !== 201);
      expect([refused?.status, refused?.json.error.code]).toEqual([403, "UPGRADE_REQUIRED"]);
      expect(refused?.json.error.message).toContain("/pricing");
    },
  );

  it("free a place when one is revoked or expires", async () => {
    const user = await createUser({ plan: "starter" });
    const first = await create(user, { name: "a", expires_in_days: 1 });
    expect((await create(user)).status).toBe(403);
    expect((await callApi(`DELETE /api/user/tokens/${first.json.token_id}`, { token: user.token })).status).toBe(204);
    const second = await create(user, { name: "b", expires_in_days: 1 });
    expect(second.status).toBe(201);
    clock.advance(86_400_000);
    expect((await create(user)).status).toBe(201);
  });

  it("stop at once when revoked; a second time and another user's are 404", async () => {
    const [user, other] = [await createUser({ plan: "pro" }), await createUser()];
    const { json } = await create(user);
    expect((await callApi("GET /api/user/me", { token: json.token })).status).toBe(200);
    const revoke = (token: string) => callApi(`DELETE /api/user/tokens/${json.token_id}`, { token });
    expect((await revoke(other.token)).status).toBe(404);
    expect((await revoke(user.token)).status).toBe(204);
    expect((await callApi("GET /api/user/me", { token: json.token })).status).toBe(401);
    expect((await revoke(user.token)).status).toBe(404);
  });

  it("are created and deleted by a session only, never by a token or key", async () => {
    const user = await createUser({ plan: "pro" });
    const { json } = await create(user);
    const key = await createKey(user);
    for (const token of [json.token, key.secret]) {
      expect((await callApi("POST /api/user/tokens", { token, body: { name: "x" } })).status).toBe(403);
      expect((await callApi(`DELETE /api/user/tokens/${json.token_id}`, { token })).status).toBe(403);
    }
    expect((await callApi("GET /api/user/tokens", { token: json.token })).status).toBe(200);
  });

  it.each([
    [{}, "name"],
    [{ name: " " }, "name"],
    [{ name: "x", expires_in_days: 0 }, "expires_in_days"],
    [{ name: "x", expires_in_days: 366 }, "expires_in_days"],
    [{ name: "x", expires_in_days: "90" }, "expires_in_days"],
    [{ name: "x", scopes: ["all"] }, "scopes"],
  ])("are refused for %j, naming %s", async (body, path) => {
    const user = await createUser({ plan: "pro" });
    const answer = await create(user, body);
    expect([answer.status, answer.json.error.details[0]?.path]).toEqual([400, path]);
  });
});
