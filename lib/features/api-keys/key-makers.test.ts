import { describe, expect, it } from "vitest";
import { remainingKeys } from "@/lib/features/accounts/remaining-keys";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { again, createTeam, promote } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const dayMs = 86_400_000;
const scopes = ["prompts:read"];
type Made = { id: string; secret: string; expiresAt: string | null };

const create = (token: string, body: object = {}) =>
  callApi("POST /api/v1/api-keys", { token, body: { name: "made", scopes, ...body } });
const make = async (token: string, body: object = {}): Promise<Made> => madeOf(await create(token, body));
const rotate = async (token: string, id: string, body: object = {}): Promise<Made> =>
  madeOf(await callApi(`POST /api/v1/api-keys/${id}/rotate`, { token, body }));
const madeOf = ({ json }: { json: Json }): Made => ({
  id: json.data.id,
  secret: json.key,
  expiresAt: json.data.expiresAt,
});
const makeToken = async (user: TestUser, expires_in_days = 1): Promise<{ id: string; secret: string }> => {
  const body = { name: "CI", expires_in_days };
  const { json } = await callApi("POST /api/user/tokens", { token: user.token, body });
  return { id: json.token_id, secret: json.token };
};
const change = (token: string, id: string, body: object) => callApi(`PATCH /api/v1/api-keys/${id}`, { token, body });
const status = async (secret: string) => (await callApi("GET /v1/prompts", { token: secret })).status;
const statusOf = async ({ token }: TestUser, id: string): Promise<string> => {
  const { data } = (await callApi("GET /api/v1/api-keys?limit=100", { token })).json;
  return data.find((key: Json) => key.id === id)?.status;
};

describe("a key that a personal access token made", () => {
  it("names it, lasts no longer than it, and ends with it down to the third generation", async () => {
    const user = await createUser({ plan: "pro" });
    const token = await makeToken(user);
    const child = await make(token.secret);
    const grandchild = await make(child.secret, { expires_in_days: 300 });
    const third = await make(grandchild.secret);
    for (const { expiresAt } of [child, grandchild, third]) {
      expect(Date.parse(expiresAt ?? "")).toBe(clock.now() + dayMs);
    }
    const listed = (await callApi("GET /api/v1/api-keys", { token: user.token })).json.data;
    expect(listed.find((key: Json) => key.id === child.id).createdByToken).toEqual({ id: token.id, name: "CI" });
    expect(await status(third.secret)).toBe(200);
    await callApi(`DELETE /api/user/tokens/${token.id}`, { token: user.token });
    for (const { id, secret } of [child, grandchild, third]) {
      expect([await status(secret), await statusOf(user, id)]).toEqual([401, "revoked"]);
    }
    const event = await open().database.prisma.event.findFirstOrThrow({
      where: { type: "key.revoked", subjectId: third.id },
    });
    expect(event.data).toMatchObject({ revoked_with: token.id });
  });

  it("is never one without scopes, which a session alone makes or rotates", async () => {
    const user = await createUser({ plan: "pro" });
    const token = await makeToken(user);
    const scoped = await createKey(user, { scopes: ["prompts:read"] });
    const unscoped = await createKey(user);
    for (const secret of [token.secret, scoped.secret, unscoped.secret]) {
      expect((await callApi("POST /api/v1/api-keys", { token: secret, body: { name: "x" } })).status).toBe(403);
      expect((await callApi(`POST /api/v1/api-keys/${unscoped.id}/rotate`, { token: secret })).status).not.toBe(201);
    }
    expect((await callApi(`POST /api/v1/api-keys/${unscoped.id}/rotate`, { token: user.token })).status).toBe(201);
  });

  it("is not made to outlive it by a change or a rotation, not even with another credential", async () => {
    const user = await createUser({ plan: "pro" });
    const token = await makeToken(user, 2);
    const key = await make(token.secret, { expires_in_days: 1 });
    for (const expires_in_days of [300, null]) {
      const { json } = await change(user.token, key.id, { expires_in_days });
      expect(Date.parse(json.data.expiresAt)).toBe(clock.now() + 2 * dayMs);
    }
    const renewed = await rotate(user.token, key.id);
    expect(Date.parse(renewed.expiresAt ?? "")).toBe(clock.now() + 2 * dayMs);
    await callApi(`DELETE /api/user/tokens/${token.id}`, { token: user.token });
    expect(await status(renewed.secret)).toBe(401);
  });

  it("holds for a key that it rotated, too: the token knows the new secret", async () => {
    const user = await createUser({ plan: "pro" });
    const endless = await make(user.token);
    const token = await makeToken(user);
    const renewed = await rotate(token.secret, endless.id);
    expect(Date.parse(renewed.expiresAt ?? "")).toBe(clock.now() + dayMs);
    await callApi(`DELETE /api/user/tokens/${token.id}`, { token: user.token });
    expect(await status(renewed.secret)).toBe(401);
  });

  it("can do no more than it: what a lower role takes from the token is gone at any depth, at once, and comes back with the role", async () => {
    const team = await createTeam();
    const admin = { scopes: ["organization:read", "organization:admin"] };
    const own = await make(team.admin.token, admin);
    const token = await makeToken(team.admin);
    const child = await make(token.secret, admin);
    const grandchild = await make(child.secret, admin);
    const rotated = await rotate(token.secret, own.id);
    const rename = async ({ secret }: { secret: string }) =>
      (await callApi("PATCH /v1/organization", { token: secret, body: { name: "N" } })).status;
    const renamed = async () => Promise.all([token, child, grandchild, rotated].map(rename));
    expect(await renamed()).toEqual([200, 200, 200, 200]);
    const lowered = await promote(team.owner, team.admin, "member");
    expect(await renamed()).toEqual([403, 403, 403, 403]);
    expect((await callApi("GET /v1/organization", { token: grandchild.secret })).status).toBe(200);
    expect((await create(child.secret, admin)).status).toBe(403);
    const wider = await change(team.owner.token, grandchild.id, { scopes: admin.scopes });
    expect([wider.status, wider.json.errors[0].message]).toEqual([403, expect.stringContaining("organization:admin")]);
    await promote(team.owner, lowered, "admin");
    expect(await renamed()).toEqual([200, 200, 200, 200]);
  });

  it("is bounded by the role also where a gateway asks, and where nothing announced the lower one", async () => {
    const team = await createTeam();
    const token = await makeToken(team.admin);
    const child = await make(token.secret, { scopes: ["organization:admin"] });
    const verify = async () => {
      const body = { key: child.secret, scopes: ["organization:admin"] };
      return (await callApi("POST /api/v1/keys/verify", { token: team.owner.token, body })).json.data.code;
    };
    expect(await verify()).toBe("VALID");
    const membership = { organizationId: team.id, userId: team.admin.id };
    const where = { organizationId_userId: membership };
    await open().database.prisma.membership.update({ where, data: { role: "member" } });
    open().directory.forgetAll();
    expect(await verify()).toBe("INSUFFICIENT_SCOPE");
  });

  it("is made by no token that is being deleted at the same moment: what there is afterwards is dead", async () => {
    const user = await createUser({ plan: "enterprise" });
    for (let round = 0; round < 5; round++) {
      const token = await makeToken(user);
      const [, ...answers] = await Promise.all([
        callApi(`DELETE /api/user/tokens/${token.id}`, { token: user.token }),
        ...Array.from({ length: 4 }, () => create(token.secret)),
      ]);
      for (const { json } of answers) if (json.key) expect(await status(json.key)).toBe(401);
    }
  });

  it("ends though nothing announced the end of its token: each load looks at what the key comes from", async () => {
    const user = await createUser({ plan: "pro" });
    const token = await makeToken(user);
    const child = await make((await make(token.secret)).secret);
    await open().database.prisma.personalAccessToken.delete({ where: { id: token.id } });
    open().directory.forgetAll();
    expect(await status(child.secret)).toBe(401);
  });
});

describe("a key that a key made", () => {
  it("lasts no longer than it, also where its end comes nearer later", async () => {
    const user = await createUser();
    const parent = await make(user.token);
    const child = await make(parent.secret);
    const grandchild = await make(child.secret);
    await change(user.token, parent.id, { expires_in_days: 1 });
    clock.advance(dayMs - 1);
    expect(await status(grandchild.secret)).toBe(200);
    clock.advance(1);
    for (const { id, secret } of [parent, child, grandchild]) {
      expect([await status(secret), await statusOf(user, id)]).toEqual([401, "expired"]);
    }
  });

  it("has in its trail that it ends sooner because its maker does, and nothing where its own end came before", async () => {
    const user = await createUser({ plan: "pro" });
    const parent = await make(user.token, { expires_in_days: 300 });
    const [child, brief] = [await make(parent.secret), await make(parent.secret, { expires_in_days: 1 })];
    const before = `${new Date(clock.now() + 300 * dayMs).toISOString().slice(0, 19)}Z`;
    const after = `${new Date(clock.now() + 7 * dayMs).toISOString().slice(0, 19)}Z`;
    const trailOf = async ({ id }: { id: string }) =>
      (await callApi(`GET /v1/events?target=${id}&type=key.updated`, { token: user.token })).json.data;
    await change(user.token, parent.id, { expires_in_days: 7 });
    expect(await trailOf(child)).toMatchObject([
      {
        actor: { id: user.id },
        data: { before: { expires_at: before }, after: { expires_at: after }, shortened_with: parent.id },
      },
    ]);
    await callApi("POST /api/v1/api-keys/expire-many", {
      token: user.token,
      body: { ids: [parent.id], expires_in_days: 5 },
    });
    expect((await trailOf(child)).map(({ data }: Json) => data.shortened_with)).toEqual([parent.id, parent.id]);
    expect(await trailOf(brief)).toEqual([]);
  });

  it("can do no more than it: scopes and addresses that it loses are lost below it, and none are added", async () => {
    const user = await createUser({ plan: "pro" });
    const parent = await make(user.token, { scopes: ["prompts:read", "prompts:write"] });
    const child = await make(parent.secret, { scopes: ["prompts:read", "prompts:write"] });
    const write = () => callApi("POST /v1/prompts", { token: child.secret, body: { name: "x" } });
    expect((await write()).status).toBe(201);
    expect((await change(user.token, child.id, { scopes: ["reports:read"] })).status).toBe(403);
    await change(user.token, parent.id, { scopes: ["prompts:read"], ip_allowlist: ["203.0.113.0/24"] });
    expect((await write()).status).toBe(403);
    expect(await status(child.secret)).toBe(403);
    const inside = await callApi("GET /v1/prompts", { token: child.secret, address: "203.0.113.9" });
    expect(inside.status).toBe(200);
    expect((await change(user.token, child.id, { ip_allowlist: ["198.51.100.0/24"] })).status).toBe(403);
    expect((await change(user.token, child.id, { scopes: ["prompts:read", "prompts:write"] })).status).toBe(403);
  });

  it("counts on its maker's own limit with all of its kind, at any depth, also when that is set later", async () => {
    const user = await createUser({ plan: "pro" });
    const parent = await make(user.token, { rate_limit: 2 });
    const children = [await make(parent.secret), await make(parent.secret)];
    clock.advance(60_000);
    const grandchild = await make(children[0]?.secret ?? "");
    clock.advance(60_000);
    const secrets = [parent, ...children, grandchild].map(({ secret }) => secret);
    const answers: number[] = [];
    for (const secret of [...secrets, ...secrets]) answers.push(await status(secret));
    expect(answers.filter((code) => code === 200)).toHaveLength(2);
    const root = await make(user.token);
    const below = await make((await make(root.secret)).secret);
    expect(await status(below.secret)).toBe(200);
    await change(user.token, root.id, { rate_limit: 1 });
    clock.advance(60_000);
    expect([await status(root.secret), await status(below.secret)]).toEqual([200, 429]);
  });

  it("counts on it also where a gateway asks", async () => {
    const user = await createUser({ plan: "pro" });
    const parent = await make(user.token, { rate_limit: 1 });
    const child = await make(parent.secret);
    clock.advance(60_000);
    const verify = async (key: string) =>
      (await callApi("POST /api/v1/keys/verify", { token: user.token, body: { key } })).json.data.code;
    expect([await verify(parent.secret), await verify(child.secret)]).toEqual(["VALID", "RATE_LIMITED"]);
    const forwarded = await callApi("GET /api/v1/forward-auth", { token: child.secret });
    expect(forwarded.status).toBe(429);
  });

  it("brings no fresh count by rotating itself", async () => {
    const user = await createUser({ plan: "pro" });
    let key = await make(user.token, { rate_limit: 2 });
    const passed: number[] = [];
    for (let round = 0; round < 4; round++) {
      passed.push(await status(key.secret));
      key = await rotate(user.token, key.id);
    }
    expect(passed).toEqual([200, 200, 429, 429]);
  });
});

describe("a key without scopes", () => {
  it("opens document 004's own paths for its user, and nothing of the other documents", async () => {
    const user = await createUser({ plan: "pro" });
    const { secret, id } = await createKey(user);
    const call = async (target: string, body?: object) =>
      (await callApi(target, { token: secret, ...(body ? { body } : {}) })).status;
    expect(await call("GET /api/v1/users/me")).toBe(200);
    expect(await call("GET /api/v1/api-keys")).toBe(200);
    expect(await call(`GET /api/v1/api-keys/usage?keyId=${id}`)).toBe(200);
    expect(await call("POST /api/v1/keys/verify", { key: secret })).toBe(200);
    expect(await call("GET /api/v1/forward-auth")).toBe(200);
    for (const target of [
      "GET /api/user/me",
      "GET /api/user/tokens",
      "GET /api/skills",
      "GET /v1/prompts",
      "GET /v1/organization",
      "GET /api/v1/memories",
    ]) {
      expect([target, await call(target)]).toEqual([target, 403]);
    }
    expect(await call(`PATCH /api/v1/api-keys/${id}`, { name: "x" })).toBe(403);
    expect(await call("POST /api/v1/api-keys/revoke", { keyId: id })).toBe(200);
  });

  it("passes a gateway for its own product only, and holds no scope there", async () => {
    const user = await createUser();
    const { secret } = await createKey(user);
    const verify = async (body: object) =>
      (await callApi("POST /api/v1/keys/verify", { token: user.token, body: { key: secret, ...body } })).json.data;
    expect(await verify({})).toMatchObject({ code: "VALID", product: "tunnel", scopes: [] });
    expect((await verify({ scopes: ["prompts:read"] })).code).toBe("WRONG_PRODUCT");
    expect((await verify({ product: "memory" })).code).toBe("WRONG_PRODUCT");
  });

  it("sees and ends the keys of its user only, also where that user is an owner", async () => {
    const team = await createTeam();
    const own = await createKey(team.owner);
    const theirs = await createKey(team.member, { scopes: ["prompts:read"] });
    const { data } = (await callApi("GET /api/v1/api-keys", { token: own.secret })).json;
    expect(data.map(({ id }: Json) => id)).toEqual([own.id]);
    expect((await callApi(`DELETE /api/v1/api-keys/${theirs.id}`, { token: own.secret })).status).toBe(404);
  });
});

describe("a changed password", () => {
  it("ends keys without scopes and what tokens made; what a session made with scopes goes on", async () => {
    const user = await createUser({ plan: "pro" });
    const unscoped = await createKey(user);
    const token = await makeToken(user);
    const made = await make((await make(token.secret)).secret);
    const ownKey = await make(user.token);
    const answer = await callApi("PUT /api/v1/users/me/password", {
      token: user.token,
      body: { current_password: testPassword, new_password: "another passphrase entirely" },
    });
    expect(answer.status).toBe(200);
    expect((await callApi("GET /api/v1/users/me", { token: unscoped.secret })).status).toBe(401);
    expect([await status(token.secret), await status(made.secret)]).toEqual([401, 401]);
    expect(await status(ownKey.secret)).toBe(200);
  });

  it("leaves keys of the user's making that Settings lists, and no others", async () => {
    const user = await createUser({ plan: "pro" });
    const kept = await make(user.token, { name: "deploy" });
    await createKey(user);
    await make((await makeToken(user)).secret);
    const body = { current_password: testPassword, new_password: "another passphrase entirely" };
    await callApi("PUT /api/v1/users/me/password", { token: user.token, body });
    const { data } = await remainingKeys(user.principal);
    expect(data).toMatchObject([{ id: kept.id, name: "deploy" }]);
    expect(await status(kept.secret)).toBe(200);
  });

  it("loses the race to no key that is being made: all that there is afterwards is dead", async () => {
    for (let round = 0; round < 3; round++) {
      const user = await createUser();
      const [, ...answers] = await Promise.all([
        callApi("PUT /api/v1/users/me/password", {
          token: user.token,
          body: { current_password: testPassword, new_password: "another passphrase entirely" },
        }),
        ...Array.from({ length: 4 }, () =>
          callApi("POST /api/v1/api-keys", { token: user.token, body: { name: "k" } }),
        ),
      ]);
      for (const { json } of answers) {
        if (!json.key) continue;
        expect((await callApi("GET /api/v1/users/me", { token: json.key })).status).toBe(401);
      }
    }
  });
});

describe("a membership that ends", () => {
  it("ends the keys that the member's tokens made, counts them before, and keeps those of their session", async () => {
    const team = await createTeam();
    const token = await makeToken(team.member);
    const made = await make(token.secret);
    const below = await make(made.secret);
    const kept = await make(team.member.token);
    const target = `v1/organization/members/${team.member.id}`;
    const before = await callApi(`GET /${target}`, { token: team.owner.token });
    expect(before.json.access).toMatchObject({ token_keys: 1, scoped_keys: 1 });
    expect([await status(made.secret), await status(below.secret)]).toEqual([200, 200]);
    await callApi(`DELETE /${target}`, { token: team.owner.token });
    expect([await status(made.secret), await status(below.secret), await status(kept.secret)]).toEqual([401, 401, 200]);
    await again(team.owner);
  });
});
