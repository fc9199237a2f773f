import { beforeEach, describe, expect, it } from "vitest";
import { recordRefused } from "@/lib/features/audit/background";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, testPassword } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

const refusedOf = async (token: string) => {
  await recordRefused();
  return (await callApi("GET /v1/events?outcome=refused", { token })).json.data;
};

describe("refused changes", () => {
  it("stand in the organization's log: who asked for what, why not and from where, by role, scope and rule alike", async () => {
    const { owner, admin, member } = await createTeam();
    const target = `/v1/organization/members/${admin.id}`;
    const asked = { token: member.token, address: "203.0.113.5", body: { role: "owner" } };
    expect((await callApi(`PATCH ${target}`, asked)).status).toBe(403);
    await recordRefused();
    clock.advance(1_000);
    const ruled = { token: admin.token, body: { role: "member" } };
    expect((await callApi(`PATCH /v1/organization/members/${owner.id}`, ruled)).status).toBe(403);
    expect(await refusedOf(owner.token)).toMatchObject([
      { type: "access.refused", actor: { id: admin.id }, subject_id: owner.id, outcome: "refused" },
      {
        actor: { id: member.id },
        subject_id: admin.id,
        address: "203.0.113.5",
        data: {
          endpoint: "PATCH /v1/organization/members/{user_id}",
          reason: expect.stringMatching(/role/),
          attempts: 1,
        },
      },
    ]);
    const key = await createKey(owner, { scopes: ["prompts:read"] });
    clock.advance(60_000);
    expect((await callApi("POST /v1/prompts", { token: key.secret, body: {} })).status).toBe(403);
    expect((await refusedOf(owner.token))[0]).toMatchObject({
      credential: { id: key.id },
      data: { endpoint: "POST /v1/prompts" },
    });
  });

  it("name the same endpoint where the dashboard asked, and no read is among them", async () => {
    const { owner, admin, member } = await createTeam();
    await open().database.prisma.user.update({
      where: { id: member.id },
      data: { homeOrganizationId: owner.principal.organizationId },
    });
    const headers = await dashboardHeaders(member);
    const page = `/api/dashboard/v1/organization/members/${admin.id}`;
    expect((await callApi(`PATCH ${page}`, { headers, body: { role: "owner" } })).status).toBe(403);
    const key = await createKey(owner, { scopes: ["prompts:read"] });
    expect((await callApi("GET /v1/events", { token: key.secret })).status).toBe(403);
    expect(await refusedOf(owner.token)).toMatchObject([
      { data: { endpoint: "PATCH /v1/organization/members/{user_id}" } },
    ]);
  });

  it("cannot fill the log: what is tried again counts, and of what else is tried there are five lines in ten minutes", async () => {
    const { owner, member } = await createTeam();
    for (let round = 0; round < 8; round += 1) {
      clock.advance(20_000);
      for (const id of ["same", `other-${round}`]) {
        const asked = await callApi(`PATCH /v1/organization/members/${id}`, {
          token: member.token,
          body: { role: "owner" },
        });
        expect(asked.status).toBe(403);
      }
      await recordRefused();
    }
    const events = await refusedOf(owner.token);
    expect(events).toHaveLength(5);
    const attempts = events.map(({ data }: { data: { attempts: number } }) => data.attempts);
    expect(attempts.reduce((sum: number, count: number) => sum + count, 0)).toBe(16);
    // Eight of the same, and four lines more: the other four are in the latest line, which says so.
    expect(events.map(({ data }: { data: { others?: number } }) => data.others ?? 0)).toEqual([4, 0, 0, 0, 0]);
  });

  it("stand apart by the agent that sent them: no line tells one caller's as that of all", async () => {
    const { owner, admin, member } = await createTeam();
    const ask = async (agent: string) => {
      const headers = { "user-agent": agent };
      const asked = { token: member.token, address: "203.0.113.5", headers, body: { role: "owner" } };
      expect((await callApi(`PATCH /v1/organization/members/${admin.id}`, asked)).status).toBe(403);
    };
    await ask("curl/8.5.0");
    await ask("python-requests/2.32.5");
    await recordRefused();
    await ask("curl/8.5.0");
    const events = await refusedOf(owner.token);
    const told = events.map(({ user_agent, data }: { user_agent: string; data: { attempts: number } }) => [
      user_agent,
      data.attempts,
    ]);
    expect(Object.fromEntries(told)).toEqual({ "curl/8.5.0": 2, "python-requests/2.32.5": 1 });
  });

  it("of an organization that is gone meanwhile are written nowhere", async () => {
    const user = await createUser();
    const key = await createKey(user, { scopes: ["prompts:read"] });
    expect((await callApi("POST /v1/prompts", { token: key.secret, body: {} })).status).toBe(403);
    await open().database.prisma.organization.delete({ where: { id: user.id } });
    await recordRefused();
    expect(
      await open().database.prisma.event.count({ where: { type: "access.refused", organizationId: user.id } }),
    ).toBe(0);
  });
});

it("a sign-in with the right password that is not let in is refused, and trying again only counts", async () => {
  const user = await createUser();
  const { prisma } = open().database;
  await prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date(clock.now()) } });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    clock.advance(30_000);
    const asked = { body: { email: user.email, password: testPassword } };
    expect((await callApi("POST /api/auth/login", asked)).status).toBeGreaterThanOrEqual(400);
  }
  const events = await prisma.event.findMany({ where: { organizationId: user.id, type: "user.sign_in_failed" } });
  expect(events).toMatchObject([{ outcome: "refused", data: { reason: "suspended", attempts: 3 } }]);
});
