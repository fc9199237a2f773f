import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { Log } from "@/lib/platform/log";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedisServer();
});

const logged: Parameters<Log>[] = [];
useTestRuntime({ redisUrl: () => redis.url, log: (...line) => void logged.push(line) });

afterAll(() => redis?.stop());

let user: TestUser;
let prompts: string;
let memories: string;
let tunnel: string;

beforeAll(async () => {
  user = await createUser({ plan: "pro" });
  prompts = (await createKey(user, { scopes: ["prompts:read"] })).secret;
  memories = (await createKey(user, { scopes: ["read:memories"] })).secret;
  tunnel = (await createKey(user)).secret;
  for (const token of [prompts, memories, tunnel]) await callApi("GET /v1/prompts", { token });
});

const remaining = async () =>
  Number((await callApi("GET /v1/prompts", { token: prompts })).headers.get("x-ratelimit-remaining"));

describe("while Redis is away", () => {
  it("what is counted is a 503 with Retry-After in the envelope of its path, what is unlimited goes on, and counts go on from where they were", async () => {
    const before = await remaining();
    await redis.kill();

    const v1 = await callApi("GET /v1/prompts", { token: prompts });
    expect([v1.status, v1.headers.get("retry-after"), v1.json.error.code]).toEqual([503, "1", "UNAVAILABLE"]);
    expect(v1.headers.get("x-ratelimit-limit")).toBe("300");
    expect(logged).toContainEqual([
      "warn",
      "limits_unavailable",
      { request_id: v1.headers.get("x-request-id"), endpoint: "GET /v1/prompts" },
    ]);
    const memory = await callApi("GET /api/v1/memories", { token: memories });
    expect([memory.status, memory.headers.get("retry-after"), memory.json.success]).toEqual([503, "1", false]);
    const signIn = await callApi("POST /api/auth/login", {
      body: { email: user.email, password: "a long enough one" },
    });
    expect([signIn.status, signIn.headers.get("retry-after")]).toEqual([503, "1"]);
    const session = await callApi("GET /api/user/me", { token: user.token });
    expect([session.status, session.headers.get("retry-after")]).toEqual([503, "1"]);
    const asked = await callApi("GET /api/v1/forward-auth", { token: prompts });
    expect([asked.status, asked.headers.get("retry-after")]).toEqual([503, "1"]);

    expect((await callApi("GET /api/v1/forward-auth", { token: tunnel })).status).toBe(200);
    // A refusal needs no limits.
    expect((await callApi("GET /api/v1/forward-auth?scope=prompts:write", { token: prompts })).status).toBe(403);
    expect((await callApi("GET /v1/prompts", { token: "wrong" })).status).toBe(401);
    expect(await runtime().health.report()).toMatchObject({
      status: "failing",
      parts: { redis: { state: "failed", reason: "away; what is counted is refused" }, database: { state: "ok" } },
    });

    await redis.start();
    await vi.waitFor(async () => expect((await callApi("GET /v1/prompts", { token: prompts })).status).toBe(200), {
      timeout: 20_000,
    });
    const after = await remaining();
    expect(after).toBeLessThan(before);
    expect(before - after).toBeLessThan(5);
  });

  it("costs what is refused no longer than the first moments", async () => {
    await redis.kill();
    await vi.waitFor(
      async () => {
        const startedMs = performance.now();
        expect((await callApi("GET /v1/prompts", { token: prompts })).status).toBe(503);
        expect(performance.now() - startedMs).toBeLessThan(200);
      },
      { timeout: 20_000 },
    );
    await redis.start();
    await vi.waitFor(async () => expect((await callApi("GET /v1/prompts", { token: prompts })).status).toBe(200), {
      timeout: 20_000,
    });
  });
});
