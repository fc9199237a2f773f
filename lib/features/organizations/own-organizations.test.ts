import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardSession } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { createTeam, join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maximumFreeOrganizations, switchOrganization } from "./own-organizations";

const { open } = useTestRuntime();

const create = (user: TestUser, name = "Second") =>
  callApi("POST /api/user/organizations", { token: user.token, body: { name } });
const switchTo = (user: TestUser, organization_id: string) =>
  callApi("PUT /api/user/organization", { token: user.token, body: { organization_id } });
const destroy = (user: TestUser, name: string) =>
  callApi("DELETE /v1/organization", { token: user.token, body: { name } });
const deleteAccount = (user: TestUser) =>
  callApi("DELETE /api/user/me", { token: user.token, body: { password: testPassword } });

describe("a user's organizations", () => {
  it("are listed with role and which one is current, and the session acts for another once it is switched", async () => {
    const user = await createUser();
    const made = await create(user);
    expect(made.json).toMatchObject({ name: "Second", plan: "free", role: "owner", personal: false, current: false });
    expect(made.json.id).toMatch(/^org_/);
    await callApi("POST /v1/prompts", { token: user.token, body: { name: "personal prompt" } });
    expect((await switchTo(user, made.json.id)).json).toMatchObject({ current: true });
    expect((await callApi("GET /v1/prompts", { token: user.token })).json.data).toEqual([]);
    const listed = await callApi("GET /api/user/organizations", { token: user.token });
    const seen = listed.json.data.map(({ id, current }: { id: string; current: boolean }) => [id, current]);
    expect(new Map(seen)).toEqual(
      new Map([
        [made.json.id, true],
        [user.id, false],
      ]),
    );
    expect((await switchTo(user, user.id)).status).toBe(200);
    expect((await callApi("GET /v1/prompts", { token: user.token })).json.data).toHaveLength(1);
  });

  it("404 for switching to an organization of others, and one session's switch moves no other one", async () => {
    const [user, team] = [await createUser(), await createTeam()];
    expect((await switchTo(user, team.id)).status).toBe(404);
    expect((await switchTo(user, "org_none")).status).toBe(404);
    const body = { email: team.owner.email, password: testPassword };
    const second = (await callApi("POST /api/auth/login", { body })).json.access_token;
    expect((await callApi("GET /api/user/me", { token: second })).json.organization_id).toBe(team.owner.id);
    expect((await callApi("GET /api/user/me", { token: team.owner.token })).json.organization_id).toBe(team.id);
  });

  it("are where the dashboard's next sign-in begins, and never a program's", async () => {
    const user = await createUser();
    const made = await create(user);
    const credentials = { email: user.email, password: testPassword };
    const client = { address: "198.51.100.7", userAgent: "vitest" };
    const begin = async () => {
      const check = await open().directory.checkDashboardSession(await dashboardSession(user.email, client));
      if (!check.ok || check.record.principal.userId === null) throw new Error("no session");
      return { ...check.record.principal, userId: user.id };
    };
    const first = await begin();
    expect(first.organizationId).toBe(user.id);
    await switchOrganization(first, made.json.id);
    expect((await begin()).organizationId).toBe(made.json.id);
    const { access_token } = (await callApi("POST /api/auth/login", { body: credentials })).json;
    expect((await callApi("GET /api/user/me", { token: access_token })).json.organization_id).toBe(user.id);
  });

  it("are bounded while they are free, however many are asked for at once", async () => {
    const user = await createUser();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(user)));
    // The personal one counts.
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(maximumFreeOrganizations - 1);
    const refused = answers.find(({ status }) => status !== 201);
    expect([refused?.status, refused?.json.error.message]).toEqual([403, expect.stringContaining("/pricing")]);
  });

  it("are not to be moved about by tokens and keys", async () => {
    const user = await createUser({ plan: "pro" });
    const pat = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "x" } })).json.token;
    const key = (await createKey(user)).secret;
    for (const token of [pat, key]) {
      const body = { organization_id: user.id };
      expect((await callApi("PUT /api/user/organization", { token, body })).status).toBe(403);
      expect((await callApi("POST /api/user/organization/leave", { token })).status).toBe(403);
      expect((await callApi("POST /api/user/organizations", { token, body: { name: "x" } })).status).toBe(403);
    }
    expect((await callApi("GET /api/user/organizations", { token: pat })).status).toBe(200);
  });
});

describe("deleting an organization", () => {
  it("takes its exact name, ends every key and token of it, and leaves its members where they belong", async () => {
    const team = await createTeam("Short-lived");
    const key = await createKey(team.member, { scopes: ["prompts:read"] });
    const pat = (await callApi("POST /api/user/tokens", { token: team.member.token, body: { name: "x" } })).json.token;
    await callApi("POST /v1/prompts", { token: team.member.token, body: { name: "gone" } });
    await open().flush();
    expect((await destroy(team.admin, "Short-lived")).status).toBe(403);
    expect((await destroy(team.owner, "short-lived")).status).toBe(400);
    expect((await destroy(team.owner, "Short-lived")).status).toBe(204);
    for (const token of [key.secret, pat]) expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
    for (const user of [team.owner, team.admin, team.member]) {
      const me = await callApi("GET /api/user/me", { token: user.token });
      expect(me.json.organization_id).toBe(user.id);
    }
    await open().flush();
    const { prisma } = open().database;
    const of = { where: { organizationId: team.id } };
    expect([
      await prisma.membership.count(of),
      await prisma.apiKey.count(of),
      await prisma.prompt.count(of),
      await prisma.personalAccessToken.count(of),
      await prisma.event.count(of),
    ]).toEqual([0, 0, 0, 0, 0]);
  });

  it("409 for a personal one, which ends with its account", async () => {
    const user = await createUser();
    const { name } = (await callApi("GET /v1/organization", { token: user.token })).json;
    expect((await destroy(user, name)).status).toBe(409);
  });
});

describe("deleting an account", () => {
  it("409 with the list while others depend on it, and done once they do not", async () => {
    const team = await createTeam("Depends");
    const refused = await deleteAccount(team.owner);
    expect([refused.status, refused.json.error.details]).toEqual([409, [{ path: team.id, message: "Depends" }]]);
    expect(refused.json.error.message).toContain("“Depends”");
    await callApi(`PATCH /v1/organization/members/${team.admin.id}`, {
      token: team.owner.token,
      body: { role: "owner" },
    });
    const key = await createKey(team.owner);
    expect((await deleteAccount(team.owner)).status).toBe(204);
    expect((await callApi("GET /v1/organization", { token: key.secret })).status).toBe(401);
    const list = await callApi("GET /v1/organization/members", { token: team.admin.token });
    expect(list.json.data.map(({ user_id }: { user_id: string }) => user_id).toSorted()).toEqual(
      [team.admin.id, team.member.id].toSorted(),
    );
  });

  it("409 while the personal organization has other members", async () => {
    const user = await createUser();
    const second = await join(user, "owner");
    expect((await deleteAccount(user)).status).toBe(409);
    expect((await callApi("POST /api/user/organization/leave", { token: second.token })).status).toBe(200);
    expect((await deleteAccount(user)).status).toBe(204);
  });

  it("takes organizations along that have no other member", async () => {
    const user = await createUser();
    const { json } = await create(user, "Mine alone");
    await switchTo(user, json.id);
    const key = await createKey(user, { scopes: ["prompts:read"] });
    expect((await deleteAccount(user)).status).toBe(204);
    expect((await callApi("GET /v1/prompts", { token: key.secret })).status).toBe(401);
    expect(await open().database.prisma.organization.count({ where: { id: { in: [json.id, user.id] } } })).toBe(0);
  });
});
