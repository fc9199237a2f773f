import { beforeEach, describe, expect, it } from "vitest";
import { requestsKept } from "@/lib/access/recent-request-rows";
import { createRecentRequests, type RequestNote } from "@/lib/access/recent-requests";
import { jobHandlers } from "@/lib/background";
import { verdictCodes } from "@/lib/features/data-plane/contract";
import { guidanceOf } from "@/lib/http/refusal-guide";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

const dayMs = 86_400_000;
const requestsOf = async (token: string, id: string, query = "") =>
  (await callApi(`GET /api/v1/api-keys/${id}/requests${query}`, { token })).json;
const stored = async (credentialId: string) => open().database.prisma.recentRequest.count({ where: { credentialId } });

describe("the last requests of a key", () => {
  it("tell time, endpoint, status, address, agent and latency, the refused ones why, and never what was sent", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    const from = {
      token: key.secret,
      address: "203.0.113.7",
      headers: { "user-agent": "curl/8.5 pr_live_abcdefghijklmnopqrstuvwx" },
    };
    await callApi("GET /v1/prompts?search=secret-word", from);
    await callApi("POST /v1/prompts", { ...from, body: { name: "x" } });
    const { data, kept } = await requestsOf(user.token, key.id);
    expect(kept).toBe(true);
    expect(data).toMatchObject([
      {
        endpoint: "POST /v1/prompts",
        status: 403,
        code: "FORBIDDEN",
        meaning: expect.stringContaining("lacks the scope"),
      },
      {
        endpoint: "GET /v1/prompts",
        status: 200,
        code: null,
        address: "203.0.113.7",
        at: new Date(clock.now()).toISOString(),
      },
    ]);
    expect(data[1].agent).toBe("curl/8.5 …");
    expect(data[1].latencyMs).toBeGreaterThan(0);
    expect(JSON.stringify(data)).not.toMatch(/secret-word|abcdefghij/);
    expect((await requestsOf(user.token, key.id, "?failed=true")).data).toHaveLength(1);
    const page = await requestsOf(user.token, key.id, "?limit=1");
    const next = await requestsOf(user.token, key.id, `?limit=1&cursor=${page.next_cursor}`);
    expect([page.data[0].status, next.data[0].status, next.next_cursor]).toEqual([403, 200, null]);
  });

  it("hold what a gateway asked about, with the address and agent of the gateway's own caller", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    await callApi("GET /api/v1/forward-auth?scope=prompts:write", {
      token: key.secret,
      address: "198.51.100.4",
      headers: { "user-agent": "app/1" },
    });
    await callApi("POST /api/v1/keys/verify", {
      token: user.token,
      headers: { "user-agent": "gateway/2" },
      body: { key: key.secret, ip: "198.51.100.5" },
    });
    expect((await requestsOf(user.token, key.id)).data).toMatchObject([
      { endpoint: "POST /api/v1/keys/verify", status: 200, address: "198.51.100.5", agent: null },
      {
        endpoint: "GET /api/v1/forward-auth",
        status: 403,
        code: "INSUFFICIENT_SCOPE",
        address: "198.51.100.4",
        agent: "app/1",
      },
    ]);
  });

  it("are seen by its maker and by admins alone, never by keys, and by no other organization", async () => {
    const team = await createTeam();
    const key = await createKey(team.owner, { scopes: ["prompts:read"] });
    const stranger = await createUser();
    const status = async (token: string) =>
      (await callApi(`GET /api/v1/api-keys/${key.id}/requests`, { token })).status;
    const tokens = [team.owner.token, team.admin.token, team.member.token, key.secret, stranger.token];
    expect(await Promise.all(tokens.map(status))).toEqual([200, 200, 403, 403, 404]);
  });

  it("are bounded for each key, also in memory, and go after seven days", async () => {
    const user = await createUser();
    const { organizationId } = user.principal;
    const note: RequestNote = {
      organizationId,
      credentialId: `key_busy_${user.id}`,
      environment: "production",
      product: "prompts",
      endpoint: "GET /v1/prompts",
      status: 200,
      reason: "",
      elapsedMs: 1,
      address: null,
      agent: null,
      atMs: clock.now(),
    };
    const recent = createRecentRequests(open().database.pool);
    for (let flush = 0; flush < 5; flush += 1) {
      for (let count = 0; count < 1_000; count += 1) recent.note({ ...note, elapsedMs: flush * 1_000 + count });
      await recent.flush();
    }
    expect(await stored(note.credentialId)).toBe(requestsKept);
    const latest = await open().database.prisma.recentRequest.findFirst({
      where: { credentialId: note.credentialId },
      orderBy: { id: "desc" },
    });
    expect(latest?.elapsedMs).toBe(4_999);
    await pruneAccounting(open().database.pool, clock.now() + 6 * dayMs);
    expect(await stored(note.credentialId)).toBe(requestsKept);
    await pruneAccounting(open().database.pool, clock.now() + 7 * dayMs + 1);
    expect(await stored(note.credentialId)).toBe(0);
  });

  it("are kept for the next flush when the database refused them", async () => {
    const user = await createUser();
    const { pool } = open().database;
    let refuses = true;
    const query = (...given: Parameters<typeof pool.query>) =>
      refuses ? Promise.reject(new Error("away")) : pool.query(...given);
    const recent = createRecentRequests({ query } as unknown as typeof pool);
    const credentialId = `key_kept_${user.id}`;
    recent.note({
      organizationId: user.principal.organizationId,
      credentialId,
      environment: "production",
      product: "prompts",
      endpoint: "GET /v1/prompts",
      status: 503,
      reason: "unavailable",
      elapsedMs: 1,
      address: null,
      agent: null,
      atMs: clock.now(),
    });
    await expect(recent.flush()).rejects.toThrow("away");
    refuses = false;
    await recent.flush();
    expect(await stored(credentialId)).toBe(1);
    const refusals = await open().database.prisma.refusalDay.findMany({ where: { credentialId } });
    expect(refusals.map(({ reason, requests }) => [reason, Number(requests)])).toEqual([["unavailable", 1]]);
  });

  it("are switched off by an admin, which is audited, hides them at once and erases them", async () => {
    const team = await createTeam();
    const key = await createKey(team.owner, { scopes: ["prompts:read"] });
    const send = () => callApi("GET /v1/prompts", { token: key.secret });
    const set = (token: string, keeps_requests: boolean) =>
      callApi("PATCH /v1/organization", { token, body: { keeps_requests } });
    await send();
    expect((await requestsOf(team.owner.token, key.id)).data).toHaveLength(1);
    expect((await set(team.member.token, false)).status).toBe(403);
    expect((await set(team.admin.token, false)).json).toMatchObject({ keeps_requests: false });
    await send();
    expect(await requestsOf(team.owner.token, key.id)).toMatchObject({ data: [], kept: false });
    await open().jobs.runDue(jobHandlers);
    expect(await stored(key.id)).toBe(0);
    clock.advance(1_000);
    await set(team.admin.token, true);
    await send();
    expect((await requestsOf(team.owner.token, key.id)).data).toHaveLength(1);
    const events = (await callApi("GET /v1/events?type=organization.updated", { token: team.owner.token })).json;
    expect(events.data.map(({ data }: { data: { keeps_requests: boolean } }) => data.keeps_requests)).toEqual([
      true,
      false,
    ]);
  });

  it("go with their organization", async () => {
    const team = await createTeam("Going");
    const key = await createKey(team.owner, { scopes: ["prompts:read"] });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    await open().flush();
    expect(await stored(key.id)).toBe(1);
    const ended = await callApi("DELETE /v1/organization", { token: team.owner.token, body: { name: "Going" } });
    expect(ended.status).toBe(204);
    const refusals = await open().database.prisma.refusalDay.count({ where: { credentialId: key.id } });
    expect([await stored(key.id), refusals]).toEqual([0, 0]);
  });
});

describe("errors of a key", () => {
  it("are told by code, with how often, what they mean and what to do, also where the last requests are not kept", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"], rate_limit: 2 });
    await callApi("PATCH /v1/organization", { token: user.token, body: { keeps_requests: false } });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    for (let count = 0; count < 5; count += 1) await callApi("GET /v1/prompts", { token: key.secret });
    const { json } = await callApi(`GET /api/v1/api-keys/${key.id}/errors?days=7`, { token: user.token });
    expect(json.data).toMatchObject([
      {
        code: "RATE_LIMITED",
        status: 429,
        requests: 3,
        endpoint: "GET /v1/prompts",
        remedy: expect.stringContaining("Retry-After"),
      },
      { code: "FORBIDDEN", status: 403, requests: 2, remedy: expect.stringContaining("Add the scope") },
    ]);
  });

  it("say when there are more kinds than are told", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    const { organizationId } = user.principal;
    const add = (from: number, to: number) =>
      open().database.prisma.refusalDay.createMany({
        data: Array.from({ length: to - from }, (_, index) => ({
          ...{ organizationId, credentialId: key.id, bucketStart: new Date(clock.now() - dayMs) },
          ...{ endpoint: `GET /v1/prompts/${from + index}`, status: 403, reason: "forbidden", requests: 1n },
        })),
      });
    const read = async () => (await callApi(`GET /api/v1/api-keys/${key.id}/errors`, { token: user.token })).json;
    await add(0, 100);
    const whole = await read();
    expect([whole.data.length, whole.truncated]).toEqual([100, false]);
    await add(100, 101);
    const cut = await read();
    expect([cut.data.length, cut.truncated]).toEqual([100, true]);
  });

  it("have words for every verdict of the data plane", () => {
    for (const code of verdictCodes) if (code !== "VALID") expect([code, guidanceOf(code)]).not.toEqual([code, null]);
  });
});

describe("what a key opens", () => {
  it("is what the gate lets it into: by its scopes, the plan and its maker, and nothing once it has ended", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    const opens = async () =>
      (await callApi(`GET /api/v1/api-keys/${key.id}/endpoints`, { token: user.token })).json.data;
    const { endpoints, stopped } = await opens();
    const names = endpoints.map(({ method, path }: { method: string; path: string }) => `${method} ${path}`);
    expect(stopped).toBeNull();
    expect(names).toContain("GET /v1/prompts");
    expect(names).not.toContain("POST /v1/prompts");
    await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: user.token });
    expect(await opens()).toMatchObject({ endpoints: [], stopped: expect.stringContaining("revoked") });
  });

  it("shrinks with its maker's role: a key of a member's token loses what the member may not do any more", async () => {
    const team = await createTeam();
    await open().database.prisma.organization.update({ where: { id: team.id }, data: { plan: "pro" } });
    const pat = (await callApi("POST /api/user/tokens", { token: team.admin.token, body: { name: "CI" } })).json.token;
    const made = await callApi("POST /api/v1/api-keys", {
      token: pat,
      body: { name: "By token", scopes: ["prompts:read", "organization:admin"] },
    });
    const count = async () => {
      const { json } = await callApi(`GET /api/v1/api-keys/${made.json.data.id}/endpoints`, {
        token: team.owner.token,
      });
      return json.data.endpoints.filter(({ path }: { path: string }) => path === "/v1/organization/policy/violations")
        .length;
    };
    expect(await count()).toBe(1);
    await callApi(`PATCH /v1/organization/members/${team.admin.id}`, {
      token: team.owner.token,
      body: { role: "member" },
    });
    expect(await count()).toBe(0);
  });
});

describe("one key", () => {
  it("is read with a tag on which a change rests: what somebody else changed meanwhile is a 412, and nothing is lost", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    const target = `/api/v1/api-keys/${key.id}`;
    const tag = (await callApi(`GET ${target}`, { token: user.token })).headers.get("etag") ?? "";
    const change = (body: object, etag: string) =>
      callApi(`PATCH ${target}`, { token: user.token, body, headers: { "if-match": etag } });
    expect((await change({ name: "First" }, tag)).status).toBe(200);
    expect((await change({ rate_limit: 5 }, tag)).status).toBe(412);
    const now = await callApi(`GET ${target}`, { token: user.token });
    expect(now.json.data).toMatchObject({ name: "First", rateLimit: null });
    expect((await change({ rate_limit: 5 }, now.headers.get("etag") ?? "")).status).toBe(200);
  });
});

describe("the overlap of a rotation", () => {
  const rotate = (token: string, id: string, grace_period_seconds: number) =>
    callApi(`POST /api/v1/api-keys/${id}/rotate`, { token, body: { grace_period_seconds } });
  const extend = (token: string, id: string, grace_period_seconds: number) =>
    callApi(`POST /api/v1/api-keys/${id}/overlap`, { token, body: { grace_period_seconds } });

  it("is told on both keys, and can be made longer, never past the expiry that the old key was made for", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"], expires_in_days: 3 });
    const originalEnd = clock.now() + 3 * dayMs;
    const made = await rotate(user.token, key.id, 3_600);
    await callApi("GET /v1/prompts", { token: key.secret });
    await open().flush();
    const successor = (await callApi(`GET /api/v1/api-keys/${made.json.data.id}`, { token: user.token })).json.data;
    expect(successor.replaces).toMatchObject({
      id: key.id,
      works: true,
      lastUsedAt: new Date(clock.now()).toISOString(),
    });
    const longer = await extend(user.token, key.id, 86_400);
    expect(Date.parse(longer.json.data.expiresAt)).toBe(clock.now() + dayMs);
    const longest = await extend(user.token, key.id, 604_800);
    expect(Date.parse(longest.json.data.expiresAt)).toBe(originalEnd);
    clock.advance(2 * dayMs);
    expect((await callApi("GET /v1/prompts", { token: key.secret })).status).toBe(200);
    clock.advance(dayMs + 1);
    expect((await callApi("GET /v1/prompts", { token: key.secret })).status).toBe(401);
    // Nothing makes a key work again that has ended.
    expect((await extend(user.token, key.id, 3_600)).status).toBe(409);
  });

  it("is refused for a key that was not rotated, for one whose expiry was not noted, and to strangers", async () => {
    const [user, stranger] = [await createUser(), await createUser()];
    const key = await createKey(user, { scopes: ["prompts:read"] });
    expect((await extend(user.token, key.id, 3_600)).status).toBe(409);
    await rotate(user.token, key.id, 3_600);
    expect((await extend(stranger.token, key.id, 3_600)).status).toBe(404);
    await open().database.prisma.apiKey.update({ where: { id: key.id }, data: { rotatedAt: null } });
    expect((await extend(user.token, key.id, 3_600)).status).toBe(409);
  });
});
