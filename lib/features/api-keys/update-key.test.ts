import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const change = (token: string, id: string, body: unknown) => callApi(`PATCH /api/v1/api-keys/${id}`, { token, body });

describe("changing a key", () => {
  it("changes what is named from the next request on, and neither secret nor anything else", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"], ip_allowlist: ["203.0.113.0/24"] });
    const read = () => callApi("GET /v1/prompts", { token: key.secret });
    expect((await read()).status).toBe(403);
    const answer = await change(user.token, key.id, { name: "Renamed", ip_allowlist: [], rate_limit: 5 });
    expect(answer.status).toBe(200);
    expect(answer.json.data).toMatchObject({
      name: "Renamed",
      ipAllowlist: [],
      rateLimit: 5,
      scopes: ["prompts:read"],
    });
    expect(answer.text).not.toContain(key.secret);
    expect((await read()).status).toBe(200);
    expect((await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } })).status).toBe(403);
    clock.advance(1);
    await change(user.token, key.id, { scopes: ["prompts:read", "prompts:write", "prompts:read"], rate_limit: null });
    expect((await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } })).status).toBe(201);
    const events = await open().database.prisma.event.findMany({
      where: { subjectId: key.id, type: "key.updated" },
      orderBy: { createdAt: "asc" },
    });
    expect(events.map(({ data }) => (data as { changed: string[] }).changed)).toEqual([
      ["ip_allowlist", "name", "rate_limit"],
      ["rate_limit", "scopes"],
    ]);
    expect(events[1]?.data).toMatchObject({
      before: { rate_limit: 5, scopes: ["prompts:read"] },
      after: { rate_limit: null, scopes: ["prompts:read", "prompts:write"] },
    });
  });

  it("moves the end, or takes it away", async () => {
    const user = await createUser();
    const key = await createKey(user, { expires_in_days: 1 });
    const alive = async () => (await callApi("GET /api/v1/users/me", { token: key.secret })).status;
    const moved = await change(user.token, key.id, { expires_in_days: 2 });
    expect(Date.parse(moved.json.data.expiresAt)).toBe(clock.now() + 2 * 86_400_000);
    clock.advance(86_400_000);
    expect(await alive()).toBe(200);
    expect((await change(user.token, key.id, { expires_in_days: null })).json.data.expiresAt).toBeNull();
    clock.advance(30 * 86_400_000);
    expect(await alive()).toBe(200);
  });

  it("rotates to the lifetime that was chosen last, not to one that grew by extending", async () => {
    const user = await createUser();
    const day = 86_400_000;
    const rotated = async (id: string) => {
      const { json } = await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: user.token });
      return [json.data.id, (Date.parse(json.data.expiresAt) - clock.now()) / day];
    };
    const extended = await createKey(user, { expires_in_days: 6 });
    const shortened = await createKey(user, { expires_in_days: 365 });
    const endless = await createKey(user, { expires_in_days: 6 });
    clock.advance(5 * day);
    await change(user.token, extended.id, { expires_in_days: 6 });
    await change(user.token, shortened.id, { expires_in_days: 3 });
    await change(user.token, endless.id, { expires_in_days: null });
    clock.advance(day);
    const [successor, days] = await rotated(extended.id);
    expect(days).toBe(6);
    expect(await rotated(String(successor))).toEqual([expect.any(String), 6]);
    expect((await rotated(shortened.id))[1]).toBe(3);
    const { json } = await callApi(`POST /api/v1/api-keys/${endless.id}/rotate`, { token: user.token });
    expect(json.data.expiresAt).toBeNull();
  });

  it("refuses what a key of its kind cannot have", async () => {
    const user = await createUser({ plan: "pro" });
    const [scoped, plain] = [await createKey(user, { scopes: ["prompts:read"] }), await createKey(user)];
    for (const [id, body, field] of [
      [scoped.id, { scopes: ["read:memories"] }, "scopes"],
      [scoped.id, { scopes: [] }, "scopes"],
      [plain.id, { scopes: ["prompts:read"] }, "scopes"],
      [scoped.id, { expires_in_days: 0 }, "expires_in_days"],
      [scoped.id, { organizationId: "other" }, "organizationId"],
      [scoped.id, { environment: "development" }, "environment"],
      [scoped.id, {}, ""],
    ] as const) {
      const answer = await change(user.token, id, body);
      expect([body, answer.status, answer.json.errors[0].field]).toEqual([body, 400, field]);
    }
  });

  it("is a 404 for another tenant's key, a 409 for one that ended or is being replaced, a 403 for keys with scopes", async () => {
    const [user, stranger] = [await createUser({ plan: "pro" }), await createUser()];
    const key = await createKey(user, { scopes: ["prompts:read"] });
    expect((await change(stranger.token, key.id, { name: "Mine" })).status).toBe(404);
    expect((await change(key.secret, key.id, { scopes: ["prompts:write"] })).status).toBe(403);
    await callApi(`POST /api/v1/api-keys/${key.id}/rotate`, {
      token: user.token,
      body: { grace_period_seconds: 3600 },
    });
    expect((await change(user.token, key.id, { expires_in_days: 365 })).status).toBe(409);
    const other = await createKey(user);
    await callApi(`DELETE /api/v1/api-keys/${other.id}`, { token: user.token });
    expect((await change(user.token, other.id, { name: "Back" })).status).toBe(409);
  });
});
