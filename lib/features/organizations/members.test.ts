import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { openOtherDirectory } from "@/lib/testing/other-directory";
import { again, createTeam, inviteLink, join, promote, type TestTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

const remove = (by: TestUser, user: TestUser, keys = "") =>
  callApi(`DELETE /v1/organization/members/${user.id}${keys}`, { token: by.token });
const setRole = (by: TestUser, user: TestUser, role: string, keys?: string) =>
  callApi(`PATCH /v1/organization/members/${user.id}`, { token: by.token, body: { role, ...(keys ? { keys } : {}) } });
const makeToken = async (user: TestUser) =>
  (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "pat" } })).json.token as string;
const status = async (token: string, target = "GET /v1/organization") => (await callApi(target, { token })).status;

/** One credential of every kind that a member has in the organization. */
async function credentialsOf(user: TestUser) {
  return {
    token: await makeToken(user),
    unscoped: await createKey(user),
    scoped: await createKey(user, { scopes: ["prompts:read", "organization:read"] }),
  };
}

describe("removing a member", () => {
  it("ends at once what acts as them, keeps keys with scopes, and counts the same before and after", async () => {
    const team = await createTeam();
    const { token, unscoped, scoped } = await credentialsOf(team.member);
    for (const secret of [token, scoped.secret]) expect(await status(secret)).toBe(200);
    expect(await status(unscoped.secret, "GET /api/v1/users/me")).toBe(200);
    const before = await callApi(`GET /v1/organization/members/${team.member.id}`, { token: team.admin.token });
    const ofKeys = { unscoped_keys: 1, token_keys: 0, scoped_keys: 1, privileged_keys: 0, privileged_token_keys: 0 };
    const access = { ...ofKeys, tokens: 1, pending_invitations: 0 };
    expect(before.json.access).toEqual(access);
    const answer = await remove(team.admin, team.member);
    expect(answer.json).toEqual({ user_id: team.member.id, ended: { ...access, scoped_keys_revoked: 0 } });
    expect([await status(token), await status(unscoped.secret)]).toEqual([401, 401]);
    expect(await status(scoped.secret)).toBe(200);
    // The session goes on in the personal organization.
    expect((await callApi("GET /v1/organization", { token: team.member.token })).json.id).toBe(team.member.id);
    const event = await open().database.prisma.event.findFirstOrThrow({ where: { type: "member.removed" } });
    expect([event.organizationId, event.actorId, event.subjectId]).toEqual([team.id, team.admin.id, team.member.id]);
  });

  it("with keys=revoke ends keys with scopes too", async () => {
    const team = await createTeam();
    const { scoped } = await credentialsOf(team.member);
    const untouched = await createKey(team.admin, { scopes: ["organization:read"] });
    expect(await status(scoped.secret)).toBe(200);
    expect((await remove(team.owner, team.member, "?keys=revoke")).json.ended).toMatchObject({
      scoped_keys_revoked: 1,
    });
    expect([await status(scoped.secret), await status(untouched.secret)]).toEqual([401, 200]);
  });

  it("ends in a second process within a second, for everything that it has in memory", async () => {
    const team = await createTeam();
    const { token, unscoped } = await credentialsOf(team.member);
    const other = await openOtherDirectory(open(), open().settings.databaseUrl);
    const { directory } = other;
    const held = [token, unscoped.secret];
    for (const secret of held) expect((await directory.checkBearer(secret)).ok).toBe(true);
    const actsFor = async () => (await directory.checkBearer(team.member.token)).record?.principal.organizationId;
    expect(await actsFor()).toBe(team.id);
    const since = performance.now();
    await remove(team.owner, team.member);
    for (const secret of held) {
      await vi.waitFor(async () => expect((await directory.checkBearer(secret)).ok).toBe(false), {
        timeout: 5_000,
        interval: 5,
      });
    }
    await vi.waitFor(async () => expect(await actsFor()).toBe(team.member.id), { timeout: 5_000, interval: 5 });
    expect(performance.now() - since).toBeLessThan(5_000);
    await other.close();
  });

  it("lets a member who is invited again start clean: nothing of before comes back", async () => {
    const team = await createTeam();
    const { token, unscoped, scoped } = await credentialsOf(team.admin);
    await inviteLink(team.admin, `guest-${randomUUID()}@example.test`);
    await remove(team.owner, team.admin);
    const back = await join(team.owner, "member", await again(team.admin));
    expect([await status(token), await status(unscoped.secret)]).toEqual([401, 401]);
    const listed = await callApi("GET /api/v1/api-keys", { token: back.token });
    const kept = listed.json.data.find(({ id }: { id: string }) => id === scoped.id);
    expect([kept.createdBy, kept.youMay]).toEqual([null, []]);
    expect((await callApi("GET /api/user/tokens", { token: back.token })).json.active).toBe(0);
    const invitations = await callApi("GET /v1/organization/invitations", { token: back.token });
    expect(invitations.json.data).toEqual([]);
  });

  it("loses the race to no key or token that is being made: all that there is afterwards is dead", async () => {
    const team = await createTeam();
    const made = Promise.all(
      Array.from({ length: 6 }, () =>
        callApi("POST /api/v1/api-keys", { token: team.member.token, body: { name: "k" } }),
      ),
    );
    const [answers] = await Promise.all([made, remove(team.owner, team.member)]);
    const secrets = answers.flatMap(({ json }) => (json.data?.tenantId === team.id ? [json.key as string] : []));
    for (const secret of secrets) expect(await status(secret)).toBe(401);
    const alive = await open().database.prisma.apiKey.count({
      where: { organizationId: team.id, createdById: team.member.id, revokedAt: null },
    });
    expect(alive).toBe(0);
  });
});

describe("roles", () => {
  it.each([
    ["admin", "member", "admin", 200],
    ["admin", "member", "owner", 403],
    ["admin", "owner", "member", 403],
    ["admin", "admin", "owner", 403],
    ["admin", "admin", "member", 200],
    ["owner", "member", "owner", 200],
    ["owner", "admin", "owner", 200],
    ["owner", "owner", "admin", 409],
    ["member", "member", "admin", 403],
    ["member", "admin", "member", 403],
  ] as const)("%s makes %s %s: %i", async (by, whom, role, expected) => {
    const team = await createTeam();
    const answer = await setRole(team[by], team[whom], role);
    expect(answer.status).toBe(expected);
    if (expected === 200) expect(answer.json).toMatchObject({ user_id: team[whom].id, role });
  });

  it("count from the next request on", async () => {
    const team = await createTeam();
    const rename = (by: TestUser) => callApi("PATCH /v1/organization", { token: by.token, body: { name: "N" } });
    expect((await rename(team.admin)).status).toBe(200);
    await setRole(team.owner, team.admin, "member");
    expect((await rename(team.admin)).status).toBe(403);
  });

  it("of two owners who demote each other at once, one stays", async () => {
    for (let round = 0; round < 5; round += 1) {
      const team = await createTeam();
      const second = await promote(team.owner, team.admin, "owner");
      await Promise.all([setRole(team.owner, second, "member"), setRole(second, team.owner, "member")]);
      const owners = { where: { organizationId: team.id, role: "owner" as const } };
      expect(await open().database.prisma.membership.count(owners)).toBe(1);
    }
  });

  it("of two owners who leave or remove each other at once, one stays", async () => {
    for (let round = 0; round < 5; round += 1) {
      const team = await createTeam();
      const second = await promote(team.owner, team.admin, "owner");
      const leave = (user: TestUser) => callApi("POST /api/user/organization/leave", { token: user.token });
      const answers = await Promise.all(
        round % 2 ? [leave(team.owner), leave(second)] : [remove(team.owner, second), remove(second, team.owner)],
      );
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
      const owners = { where: { organizationId: team.id, role: "owner" as const } };
      expect(await open().database.prisma.membership.count(owners)).toBe(1);
    }
  });

  it("say with a demotion which keys reach further, and revoke them when asked to", async () => {
    const team = await createTeam();
    const powerful = await createKey(team.admin, { scopes: ["organization:admin"] });
    const plain = await createKey(team.admin, { scopes: ["organization:read"] });
    const pat = await makeToken(team.admin);
    const body = { name: "made", scopes: ["organization:admin"] };
    const made = (await callApi("POST /api/v1/api-keys", { token: pat, body })).json.key;
    const asked = await callApi(`GET /v1/organization/members/${team.admin.id}`, { token: team.owner.token });
    const counts = { scoped_keys: 2, privileged_keys: 1, token_keys: 1, privileged_token_keys: 1 };
    expect(asked.json.access).toMatchObject(counts);
    expect((await setRole(team.owner, team.admin, "member", "revoke")).json.keys_revoked).toBe(2);
    expect([await status(powerful.secret), await status(made), await status(plain.secret)]).toEqual([401, 401, 200]);
  });

  it("withdraw with a demotion the invitations that could not be sent any more", async () => {
    const team = await createTeam();
    const secret = await inviteLink(team.admin, `guest-${randomUUID()}@example.test`, "admin");
    await setRole(team.owner, team.admin, "member");
    const answer = await callApi("POST /api/user/invitations/preview", { body: { token: secret } });
    expect(answer.status).toBe(404);
  });
});

describe("who stays", () => {
  it("the last owner neither leaves, steps down nor is removed", async () => {
    const team = await createTeam();
    const leave = await callApi("POST /api/user/organization/leave", { token: team.owner.token });
    expect([leave.status, leave.json.error.message]).toEqual([409, expect.stringContaining("last owner")]);
    expect((await setRole(team.owner, team.owner, "member")).status).toBe(409);
    expect((await remove(team.owner, team.owner)).status).toBe(409);
    const list = await callApi("GET /v1/organization/members", { token: team.owner.token });
    const own = list.json.data.find(({ you }: { you: boolean }) => you);
    expect(own.options).toMatchObject({ roles: ["owner"], remove: false });
    expect(own.options.role_reason).toContain("last owner");
  });

  it("the founder of a personal organization, not even by its other owners", async () => {
    const founder = await createUser();
    const second = await join(founder, "owner");
    expect((await remove(second, founder)).status).toBe(409);
    expect((await setRole(second, founder, "member")).status).toBe(409);
    expect((await callApi("POST /api/user/organization/leave", { token: founder.token })).status).toBe(409);
    expect((await callApi("POST /api/user/organization/leave", { token: second.token })).status).toBe(200);
  });

  it("members may go whenever they like, and their session goes on in their own organization", async () => {
    const team = await createTeam();
    const key = await createKey(team.member);
    const answer = await callApi("POST /api/user/organization/leave", { token: team.member.token });
    expect(answer.json).toMatchObject({ organization_id: team.id, ended: { unscoped_keys: 1 } });
    expect(await status(key.secret)).toBe(401);
    expect((await callApi("GET /api/user/me", { token: team.member.token })).json.organization_id).toBe(team.member.id);
  });
});

describe("keys of a team", () => {
  const power = async (team: TestTeam, by: TestUser, keyId: string) => {
    const list = await callApi("GET /api/v1/api-keys", { token: by.token });
    const key = list.json.data.find(({ id }: { id: string }) => id === keyId);
    const rotate = await callApi(`POST /api/v1/api-keys/${keyId}/rotate`, {
      token: by.token,
      body: { grace_period_seconds: 600 },
    });
    const usage = await callApi(`GET /api/v1/api-keys/usage?keyId=${keyId}`, { token: by.token });
    const revoke = await callApi(`DELETE /api/v1/api-keys/${keyId}`, { token: by.token });
    expect(key.createdBy).not.toBeNull();
    expect(key.tenantId).toBe(team.id);
    expect(key.youMay).toEqual([
      ...(usage.status === 200 ? ["usage"] : []),
      ...(rotate.status === 201 ? ["update", "rotate"] : []),
      ...(revoke.status === 204 ? ["revoke"] : []),
    ]);
    return [usage.status, rotate.status, revoke.status];
  };

  it.each([
    ["member", "member", [200, 201, 204], [200, 201, 204]],
    ["member", "admin", [403, 403, 403], [403, 403, 403]],
    ["admin", "member", [200, 201, 204], [200, 403, 204]],
    ["owner", "member", [200, 201, 204], [200, 403, 204]],
    ["owner", "admin", [200, 201, 204], [200, 403, 204]],
  ] as const)("%s with a key that the %s made: usage, rotate, revoke", async (by, maker, scoped, unscoped) => {
    const team = await createTeam();
    const withScopes = await createKey(team[maker], { scopes: ["prompts:read"] });
    const acting = await createKey(team[maker]);
    expect(await power(team, team[by], withScopes.id)).toEqual(scoped);
    expect(await power(team, team[by], acting.id)).toEqual(unscoped);
  });

  it("are not rotated by a member whose role no longer reaches their scopes", async () => {
    const team = await createTeam();
    const key = await createKey(team.admin, { scopes: ["organization:admin"] });
    await setRole(team.owner, team.admin, "member");
    const answer = await callApi(`POST /api/v1/api-keys/${key.id}/rotate`, { token: team.admin.token, body: {} });
    expect([answer.status, answer.json.errors[0].message]).toEqual([
      403,
      expect.stringContaining("organization:admin"),
    ]);
  });

  it("stay invisible to other organizations", async () => {
    const [team, other] = [await createTeam(), await createTeam()];
    const key = await createKey(team.member, { scopes: ["prompts:read"] });
    expect((await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: other.owner.token })).status).toBe(404);
  });
});

describe("personal access tokens of a user with several organizations", () => {
  it("count for each organization by its own plan, and act for the one that they were made in", async () => {
    const user = await createUser({ plan: "starter" });
    const team = await createTeam();
    const token = await makeToken(user);
    const inTeam = await join(team.owner, "member", user);
    const second = await makeToken(inTeam);
    const acts = async (secret: string) => (await callApi("GET /v1/organization", { token: secret })).json.id;
    expect([await acts(token), await acts(second)]).toEqual([user.id, team.id]);
    const listed = await callApi("GET /api/user/tokens", { token: inTeam.token });
    expect(listed.json).toMatchObject({ active: 1, maximum: 20 });
    const back = await callApi("PUT /api/user/organization", {
      token: inTeam.token,
      body: { organization_id: user.id },
    });
    expect(back.status).toBe(200);
    expect((await callApi("POST /api/user/tokens", { token: inTeam.token, body: { name: "2" } })).status).toBe(403);
  });
});
