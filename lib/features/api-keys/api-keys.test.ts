import { describe, expect, it } from "vitest";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { createApiKey } from "./create-key";
import { rotateApiKey } from "./rotate-key";

const { clock, open } = useTestRuntime();

async function create(token: string, body: object) {
  return callApi("POST /api/v1/api-keys", { token, body });
}

describe("what a key with scopes may do with keys", () => {
  it("creates keys of its own environment and scopes only", async () => {
    const user = await createUser();
    const { secret } = await createKey(user, { scopes: ["read:memories", "write:memories"] });
    expect((await create(secret, { name: "child", environment: "production", scopes: ["read:memories"] })).status).toBe(
      201,
    );
    for (const beyond of [
      { name: "child", scopes: ["read:intelligence"] },
      { name: "child", scopes: ["read:memories"], environment: "development" },
      { name: "child", scopes: ["prompts:read"] },
      { name: "child" },
    ]) {
      expect((await create(secret, beyond)).status).toBe(403);
    }
  });

  it("makes no key that lasts longer, works from elsewhere or is limited less than itself", async () => {
    const user = await createUser();
    const bounds = { expires_in_days: 1, ip_allowlist: ["198.51.100.0/24"], rate_limit: 40 };
    const { secret, id } = await createKey(user, { scopes: ["read:memories"], ...bounds });
    const child = await create(secret, {
      name: "child",
      scopes: ["read:memories"],
      expires_in_days: 365,
      rate_limit: 500,
    });
    const own = (await callApi("GET /api/v1/api-keys", { token: secret })).json.data.find((key: Json) => key.id === id);
    expect(child.json.data).toMatchObject({
      expiresAt: own.expiresAt,
      ipAllowlist: ["198.51.100.0/24"],
      rateLimit: 40,
    });
    const inside = await create(secret, { name: "child", scopes: ["read:memories"], ip_allowlist: ["198.51.100.7"] });
    expect(inside.status).toBe(201);
    for (const range of ["0.0.0.0/0", "198.51.0.0/16", "203.0.113.7", "::/0"]) {
      const wide = await create(secret, { name: "child", scopes: ["read:memories"], ip_allowlist: [range] });
      expect([range, wide.status]).toEqual([range, 403]);
    }
    const rotated = await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: secret });
    expect(rotated.json.data.expiresAt).toBe(own.expiresAt);
  });

  it("makes no key and rotates none once it was revoked, though the request was admitted before", async () => {
    const user = await createUser();
    const { id, principal } = await createKey(user, { scopes: ["prompts:read", "prompts:write"] });
    const other = await createKey(user, { scopes: ["prompts:read"] });
    await callApi(`PATCH /api/v1/api-keys/${id}`, { token: user.token, body: { scopes: ["prompts:read"] } });
    const make = (scopes: ("prompts:read" | "prompts:write")[]) => createApiKey(principal, { name: "k", scopes });
    await expect(make(["prompts:write"])).rejects.toMatchObject({ kind: "forbidden" });
    expect((await make(["prompts:read"])).data.scopes).toEqual(["prompts:read"]);
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: user.token });
    await expect(make(["prompts:read"])).rejects.toMatchObject({ kind: "unauthenticated" });
    const rotating = rotateApiKey(principal, other.id, { grace_period_seconds: 0 });
    await expect(rotating).rejects.toMatchObject({ kind: "unauthenticated" });
  });

  it("lists, reads the usage of, rotates and revokes no key beyond its own rights", async () => {
    const user = await createUser();
    const { secret, id } = await createKey(user, { scopes: ["read:memories"] });
    const wider = await createKey(user, { scopes: ["read:memories", "write:memories"] });
    const test = await createKey(user, { scopes: ["read:memories"], environment: "development" });
    const acting = await createKey(user);
    const listed = await callApi("GET /api/v1/api-keys", { token: secret });
    expect(listed.json.data.map((key: Json) => key.id)).toEqual([id]);
    for (const other of [wider.id, test.id, acting.id]) {
      expect((await callApi(`GET /api/v1/api-keys/usage?keyId=${other}`, { token: secret })).status).toBe(404);
      expect((await callApi(`DELETE /api/v1/api-keys/${other}`, { token: secret })).status).toBe(404);
      expect((await callApi(`POST /api/v1/api-keys/${other}/rotate`, { token: secret, body: {} })).status).toBe(404);
    }
    expect((await callApi("GET /api/v1/api-keys", { token: wider.secret })).json.data).toHaveLength(2);
  });
});

describe("tenants", () => {
  it("answers TENANT_MISMATCH where another tenant is named, and 404 where only its key is", async () => {
    const [mine, theirs] = [await createUser(), await createUser()];
    const key = await createKey(theirs, { scopes: ["read:memories"] });
    for (const call of [
      ["GET /api/v1/api-keys?tenantId=someone-else", undefined],
      [`GET /api/v1/api-keys/usage?keyId=${key.id}&tenantId=${theirs.id}`, undefined],
      ["POST /api/v1/api-keys/revoke", { keyId: key.id, tenantId: theirs.id }],
      ["POST /api/v1/api-keys", { name: "k", tenantId: theirs.id }],
    ] as const) {
      const answer = await callApi(call[0], { token: mine.token, body: call[1] });
      expect([call[0], answer.status, answer.json.errors[0]]).toEqual([
        call[0],
        403,
        { code: "TENANT_MISMATCH", message: "Resource belongs to different tenant" },
      ]);
    }
    expect((await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: mine.token })).status).toBe(404);
    expect((await callApi("POST /api/v1/api-keys/revoke", { token: mine.token, body: { keyId: key.id } })).status).toBe(
      404,
    );
    expect((await callApi(`POST /api/v1/api-keys/${key.id}/rotate`, { token: mine.token, body: {} })).status).toBe(404);
    expect((await callApi(`GET /api/v1/api-keys?tenantId=${theirs.id}`, { token: key.secret })).status).toBe(200);
  });
});

describe("revoking", () => {
  it("stops the key at once, and a second time changes nothing", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    expect((await callApi("GET /v1/prompts", { token: key.secret })).status).toBe(200);
    const first = await callApi("POST /api/v1/api-keys/revoke", { token: user.token, body: { keyId: key.id } });
    expect(first.json.data).toEqual({
      keyId: key.id,
      revokedAt: new Date(clock.now()).toISOString(),
      descendantsRevoked: 0,
    });
    const refused = await callApi("GET /v1/prompts", { token: key.secret });
    expect([refused.status, refused.json.error.message]).toEqual([401, "invalid access token"]);
    expect(refused.headers.get("www-authenticate")).toContain("revoked");
    clock.advance(5_000);
    const second = await callApi("POST /api/v1/api-keys/revoke", { token: user.token, body: { keyId: key.id } });
    expect(second.json.data.revokedAt).toBe(first.json.data.revokedAt);
    expect((await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: user.token })).status).toBe(204);
  });
});

describe("revoking a key that goes with its organization at the same moment", () => {
  it("is a 404 like any key that is not there", async () => {
    const user = await createUser();
    const key = await createKey(user);
    const client = await open().database.pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("DELETE FROM api_keys WHERE id = $1", [key.id]);
      const revoking = callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: user.token });
      await untilWaitedFor(client);
      await client.query("COMMIT");
      expect((await revoking).status).toBe(404);
    } finally {
      client.release();
    }
  });
});

describe("rotating", () => {
  it("keeps the old key for the grace period, to the millisecond, and gives the new one the same rights", async () => {
    const user = await createUser();
    const old = await createKey(user, {
      scopes: ["prompts:read"],
      expires_in_days: 90,
      ip_allowlist: ["198.51.100.0/24"],
      rate_limit: 50,
    });
    const answer = await callApi(`POST /api/v1/api-keys/${old.id}/rotate`, {
      token: user.token,
      body: { grace_period_seconds: 3600 },
    });
    expect(answer.status).toBe(201);
    expect(answer.json.data).toMatchObject({
      scopes: ["prompts:read"],
      ipAllowlist: ["198.51.100.0/24"],
      rateLimit: 50,
    });
    const works = async (token: string) => (await callApi("GET /v1/prompts", { token })).status;
    expect(await works(old.secret)).toBe(200);
    expect(await works(answer.json.key)).toBe(200);
    clock.advance(3_600_000 - 1);
    expect(await works(old.secret)).toBe(200);
    clock.advance(1);
    expect(await works(old.secret)).toBe(401);
    expect(await works(answer.json.key)).toBe(200);
  });

  it("never lets the grace period outlive the old key's own expiry", async () => {
    const user = await createUser();
    const old = await createKey(user, { scopes: ["prompts:read"], expires_in_days: 1 });
    clock.advance(86_400_000 - 60_000);
    const ownEnd = clock.now() + 60_000;
    await callApi(`POST /api/v1/api-keys/${old.id}/rotate`, {
      token: (await signInAgain(user.email)).token,
      body: { grace_period_seconds: 604_800 },
    });
    const row = await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id: old.id } });
    expect(row.expiresAt?.getTime()).toBe(ownEnd);
  });

  it("goes on for as many keys at once as there are connections to the database, and for two that rotate each other", async () => {
    const user = await createUser({ plan: "enterprise" });
    const scopes = ["prompts:read" as const];
    const keys = await Promise.all(Array.from({ length: 12 }, () => createKey(user, { scopes })));
    clock.advance(60_000);
    const statuses = await Promise.all(
      keys.map(async ({ secret }, index) => {
        const target = keys[index ^ 1]?.id;
        const answer = await callApi(`POST /api/v1/api-keys/${target}/rotate`, {
          token: secret,
          body: { grace_period_seconds: 600 },
        });
        return answer.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([201]));
  });

  it("leaves one successor when two rotate at once, and refuses ended and rotated keys", async () => {
    const user = await createUser();
    const { id } = await createKey(user, { scopes: ["prompts:read"] });
    const rotate = () =>
      callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: user.token, body: { grace_period_seconds: 60 } });
    const statuses = (await Promise.all([rotate(), rotate(), rotate()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 409, 409]);
    expect(await open().database.prisma.apiKey.count({ where: { organizationId: user.id } })).toBe(2);
  });

  it("says of the old key, while it lives, whether all that took its place has ended", async () => {
    const user = await createUser();
    const { token } = user;
    const old = await createKey(user, { scopes: ["prompts:read"] });
    const rotate = async (id: string, grace_period_seconds: number) =>
      (await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token, body: { grace_period_seconds } })).json.data.id;
    const read = async () => (await callApi(`GET /api/v1/api-keys/${old.id}`, { token })).json.data.endsUnreplaced;
    const listed = async () => {
      const { data } = (await callApi("GET /api/v1/api-keys?grouped=true", { token })).json;
      return data.find(({ id }: { id: string }) => id === old.id)?.endsUnreplaced;
    };
    expect(await read()).toBe(false);
    const second = await rotate(old.id, 3600);
    expect([await read(), await listed()]).toEqual([false, undefined]);
    const third = await rotate(second, 0);
    expect(await read()).toBe(false);
    await callApi(`DELETE /api/v1/api-keys/${third}`, { token });
    expect([await read(), await listed()]).toEqual([true, true]);
    clock.advance(3_600_000);
    expect(await read()).toBe(false);
  });

  it("ends the old key at once without a grace period", async () => {
    const user = await createUser();
    const old = await createKey(user);
    await callApi(`POST /api/v1/api-keys/${old.id}/rotate`, { token: user.token });
    expect((await callApi("GET /api/user/me", { token: old.secret })).status).toBe(401);
  });
});

describe("expiry, addresses and limits of a key", () => {
  it("401 from the millisecond it expires", async () => {
    const user = await createUser();
    const key = await createKey(user, { expires_in_days: 1 });
    clock.advance(86_400_000 - 1);
    expect((await callApi("GET /api/v1/users/me", { token: key.secret })).status).toBe(200);
    clock.advance(1);
    const answer = await callApi("GET /api/v1/users/me", { token: key.secret });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("expired")]);
  });

  it.each([
    ["203.0.113.5", 200],
    ["203.0.114.5", 403],
    ["2001:db8::17", 200],
    ["2001:db9::17", 403],
    ["::ffff:203.0.113.5", 200],
    ["unknown", 403],
  ])("from %s: %i", async (address, status) => {
    const user = await createUser();
    const key = await createKey(user, { ip_allowlist: ["203.0.113.0/24", "2001:db8::/32"] });
    expect((await callApi("GET /api/v1/users/me", { token: key.secret, address })).status).toBe(status);
  });

  it("holds a key to its own limit, stricter than the plan's, and leaves other keys alone", async () => {
    const user = await createUser({ plan: "pro" });
    const strict = await createKey(user, { scopes: ["prompts:read"], rate_limit: 2 });
    const free = await createKey(user, { scopes: ["prompts:read"] });
    const call = (token: string) => callApi("GET /v1/prompts", { token });
    expect((await call(strict.secret)).headers.get("x-ratelimit-limit")).toBe("2");
    await call(strict.secret);
    expect((await call(strict.secret)).status).toBe(429);
    const other = await call(free.secret);
    expect([other.status, other.headers.get("x-ratelimit-remaining")]).toEqual([200, "297"]);
  });

  it("counts more keys of one organization on one quota, and test keys on their own", async () => {
    const user = await createUser();
    const keys = [
      await createKey(user, { scopes: ["prompts:read"] }),
      await createKey(user, { scopes: ["prompts:read"] }),
    ];
    const test = await createKey(user, { scopes: ["prompts:read"], environment: "development" });
    let passed = 0;
    for (let count = 0; count < 24; count++) {
      if ((await callApi("GET /v1/prompts", { token: keys[count % 2]?.secret ?? "" })).status === 200) passed += 1;
    }
    expect(passed).toBe(10);
    expect((await callApi("GET /v1/prompts", { token: test.secret })).status).toBe(200);
  });

  it("takes a plan's new limits from the next request", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    const limit = async () =>
      (await callApi("GET /v1/prompts", { token: key.secret })).headers.get("x-ratelimit-limit");
    expect(await limit()).toBe("60");
    await setPlan(user.id, "business");
    expect(await limit()).toBe("600");
  });
});

describe("listing", () => {
  it("pages through every key once, newest first, and filters by search and status", async () => {
    const user = await createUser();
    const made: string[] = [];
    for (let count = 0; count < 25; count++) made.push((await createKey(user, { name: `Key ${count}` })).id);
    const seen: string[] = [];
    let cursor: Json | undefined;
    do {
      const page = await callApi(`GET /api/v1/api-keys?limit=10${cursor ? `&cursor=${cursor}` : ""}`, {
        token: user.token,
      });
      seen.push(...page.json.data.map((key: Json) => key.id as string));
      cursor = page.json.next_cursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(made.toSorted());
    expect(new Set(seen).size).toBe(25);
    const found = await callApi("GET /api/v1/api-keys?search=key%2017&status=active", { token: user.token });
    expect(found.json.data.map((key: Json) => key.name)).toEqual(["Key 17"]);
    for (const wildcard of ["%25", "_", "%5C"]) {
      const none = await callApi(`GET /api/v1/api-keys?search=${wildcard}`, { token: user.token });
      expect([wildcard, none.json.data]).toEqual([wildcard, []]);
    }
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=-5",
    "limit=1e9",
    "limit=abc",
    "cursor=garbage",
    "search=%00",
    "status=unknown",
    "environment=x",
  ])("400 for ?%s", async (query) => {
    const user = await createUser();
    const answer = await callApi(`GET /api/v1/api-keys?${query}`, { token: user.token });
    expect([answer.status, answer.json.errors[0]?.field]).toEqual([400, query.split("=")[0]]);
  });
});

describe("usage of a key", () => {
  it("counts by UTC day, errors and 429 apart, days without requests included", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    for (let count = 0; count < 12; count++) await callApi("GET /v1/prompts", { token: key.secret });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    const answer = await callApi(`GET /api/v1/api-keys/usage?keyId=${key.id}&days=30`, { token: user.token });
    const { daily, totalRequests } = answer.json.data;
    expect(totalRequests).toBe(13);
    expect(daily).toHaveLength(30);
    expect(daily[29]).toEqual({
      date: new Date(clock.now()).toISOString().slice(0, 10),
      requests: 13,
      errors: 1,
      rateLimited: 2,
    });
  });

  it.each(["days=0", "days=366", "days=-1", "days=99999999999"])("400 for ?%s", async (query) => {
    const user = await createUser();
    const answer = await callApi(`GET /api/v1/api-keys/usage?keyId=none&${query}`, { token: user.token });
    expect([answer.status, answer.json.errors[0]?.field]).toEqual([400, "days"]);
  });
});

async function signInAgain(email: string): Promise<{ token: string }> {
  const answer = await callApi("POST /api/auth/login", {
    body: { email, password: testPassword },
    address: "192.0.2.200",
  });
  return { token: answer.json.access_token };
}
