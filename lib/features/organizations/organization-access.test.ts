import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/lib/access/catalogue";
import { contractTable } from "@/lib/contract-table";
import { endpointOf } from "@/lib/http/contract";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam, inviteLink, join, type TestTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

/** Two organizations with three roles each, against every endpoint about organizations. */
const { clock, open } = useTestRuntime();

let team: TestTeam;
let other: TestTeam;

beforeAll(async () => {
  team = await createTeam("One");
  other = await createTeam("Other");
});

/** What each role gets, for a fresh target of the own organization. */
type Row = {
  target: (ids: { user: string; invitation: string }) => string;
  endpoint: string;
  body?: object;
  owner: number;
  admin: number;
  member: number;
  /** Keys with organization:admin, and with organization:read. */
  adminKey: number;
  readKey: number;
};

const rows: Row[] = [
  {
    endpoint: "GET /v1/organization",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 200,
    adminKey: 200,
    readKey: 200,
  },
  {
    endpoint: "PATCH /v1/organization",
    target: () => "",
    body: { name: "One" },
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "DELETE /v1/organization",
    target: () => "",
    body: { name: "not its name" },
    owner: 400,
    admin: 403,
    member: 403,
    adminKey: 403,
    readKey: 403,
  },
  {
    endpoint: "GET /v1/organization/members",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 200,
    adminKey: 200,
    readKey: 200,
  },
  {
    endpoint: "GET /v1/organization/members/{user_id}",
    target: ({ user }) => `/${user}`,
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "PATCH /v1/organization/members/{user_id}",
    target: ({ user }) => `/${user}`,
    body: { role: "admin" },
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "DELETE /v1/organization/members/{user_id}",
    target: ({ user }) => `/${user}`,
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "GET /v1/organization/invitations",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 200,
    adminKey: 200,
    readKey: 200,
  },
  {
    endpoint: "POST /v1/organization/invitations",
    target: () => "",
    body: { invitations: [{ email: "not an address" }] },
    owner: 201,
    admin: 201,
    member: 403,
    adminKey: 201,
    readKey: 403,
  },
  {
    endpoint: "POST /v1/organization/invitations/{id}/resend",
    target: ({ invitation }) => `/${invitation}/resend`,
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "DELETE /v1/organization/invitations/{id}",
    target: ({ invitation }) => `/${invitation}`,
    owner: 204,
    admin: 204,
    member: 403,
    adminKey: 204,
    readKey: 403,
  },
  {
    endpoint: "GET /v1/organization/domains",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
  {
    endpoint: "GET /v1/organization/policy",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 200,
    adminKey: 200,
    readKey: 200,
  },
  {
    endpoint: "GET /v1/organization/policy/violations",
    target: () => "",
    owner: 200,
    admin: 200,
    member: 403,
    adminKey: 200,
    readKey: 403,
  },
];

/** What a row is tried on; one that names nothing of the organization's needs nothing, and an organization mails 100 invitations a day. */
const targetsOf = (row: Row, of: TestTeam) =>
  row.endpoint.includes("{") ? targets(of) : Promise.resolve({ user: "", invitation: "" });

/** A member and an open invitation to try things on. */
async function targets(of: TestTeam) {
  const user = await join(of.owner, "member");
  const email = `invited-${user.id}@example.test`;
  await inviteLink(of.owner, email);
  const invitation = await open().database.prisma.invitation.findFirstOrThrow({ where: { email } });
  return { user: user.id, invitation: invitation.id };
}

function call(row: Row, ids: { user: string; invitation: string }, token: string) {
  const [method = "", path = ""] = row.endpoint.split(" ");
  const base = path.split("/{")[0];
  clock.advance(60_000);
  return callApi(`${method} ${base}${row.target(ids)}`, { token, ...(row.body ? { body: row.body } : {}) });
}

describe("every endpoint of an organization", () => {
  it("is in the table below", () => {
    // Who may do what with budgets, and with another organization's, is tried in own-budgets.test.ts.
    const isHere = ({ path }: { path: string }) =>
      path.startsWith("/v1/organization") && !path.startsWith("/v1/organization/budgets");
    const declared = contractTable.filter(isHere).map(endpointOf);
    expect(rows.map(({ endpoint }) => endpoint).toSorted()).toEqual(declared.toSorted());
  });

  describe.each(["owner", "admin", "member"] as const)("as %s", (role: Role) => {
    it.each(rows)("$endpoint in the own organization", async (row) => {
      const answer = await call(row, await targetsOf(row, team), team[role].token);
      expect([answer.status, answer.status >= 400 && answer.text]).toEqual([row[role], expect.anything()]);
    });

    it.each(rows.filter(({ endpoint }) => endpoint.includes("{")))(
      "404 on $endpoint for what belongs to another organization, which stays as it was",
      async (row) => {
        const ids = await targets(other);
        const answer = await call(row, ids, team[role].token);
        expect(answer.status).toBe(role === "member" && row.endpoint.slice(0, 3) !== "GET" ? 403 : 404);
        const { prisma } = open().database;
        const key = { organizationId: other.id, userId: ids.user };
        const membership = await prisma.membership.findUniqueOrThrow({ where: { organizationId_userId: key } });
        expect(membership.role).toBe("member");
        const invitation = await prisma.invitation.findUniqueOrThrow({ where: { id: ids.invitation } });
        expect([invitation.revokedAt, invitation.mailsThatDay]).toEqual([null, 1]);
      },
    );
  });

  describe.each([
    ["adminKey", ["organization:read", "organization:admin"]],
    ["readKey", ["organization:read"]],
  ] as const)("with a key (%s)", (kind, scopes) => {
    it.each(rows)("$endpoint", async (row) => {
      const key = await createKey(team.owner, { scopes: [...scopes] });
      expect((await call(row, await targetsOf(row, team), key.secret)).status).toBe(row[kind]);
      if (row.endpoint.includes("{")) {
        const foreign = await call(row, await targets(other), key.secret);
        expect(foreign.status).toBe(row[kind] === 403 && row.endpoint.slice(0, 3) !== "GET" ? 403 : 404);
      }
    });

    it.each(rows)("$endpoint with a test key: it reads, and changes nothing", async (row) => {
      const key = await createKey(team.owner, { scopes: [...scopes], environment: "development" });
      const expected = row.endpoint.startsWith("GET") ? row[kind] : 403;
      expect((await call(row, await targetsOf(row, team), key.secret)).status).toBe(expected);
    });
  });

  it("401 without a credential", async () => {
    for (const row of rows) {
      const [method = "", path = ""] = row.endpoint.split(" ");
      expect((await callApi(`${method} ${path.replaceAll(/\{[^}]+\}/g, "x")}`)).status).toBe(401);
    }
  });
});

describe("a key with organization:admin", () => {
  it("acts like an admin and never decides about owners", async () => {
    const key = await createKey(team.owner, { scopes: ["organization:admin"] });
    const second = await join(team.owner, "owner");
    const user = await join(team.owner, "member");
    const set = (id: string, role: string) =>
      callApi(`PATCH /v1/organization/members/${id}`, { token: key.secret, body: { role } });
    expect((await set(user.id, "owner")).status).toBe(403);
    expect((await set(second.id, "member")).status).toBe(403);
    expect((await callApi(`DELETE /v1/organization/members/${second.id}`, { token: key.secret })).status).toBe(403);
    const invited = await callApi("POST /v1/organization/invitations", {
      token: key.secret,
      body: { invitations: [{ email: "boss@example.test", role: "owner" }] },
    });
    expect(invited.json.results[0]).toMatchObject({ status: "role_not_allowed", invitation: null });
    expect((await set(user.id, "admin")).json).toMatchObject({ role: "admin", you: false });
  });

  it("is not to be had by a member, by no way of asking", async () => {
    const create = (body: object, user: TestUser) => callApi("POST /api/v1/api-keys", { token: user.token, body });
    for (const scopes of [["organization:admin"], ["organization:read", "organization:admin"]]) {
      expect((await create({ name: "k", scopes }, team.member)).status).toBe(403);
      expect((await create({ name: "k", scopes }, team.admin)).status).toBe(201);
    }
  });
});

describe("what is sent", () => {
  it.each([
    ["PATCH /v1/organization", { name: "x", plan: "enterprise" }, "plan"],
    ["PATCH /v1/organization", { name: "" }, "name"],
    ["PATCH /v1/organization", { name: "x".repeat(101) }, "name"],
    ["PATCH /v1/organization", { name: "a\u0000b" }, "name"],
    ["PATCH /v1/organization", { name: "half a pair: \ud83d" }, "name"],
    ["PATCH /v1/organization", { name: { deep: [[[[]]]] } }, "name"],
    ["PATCH /v1/organization/members/x", { role: "king" }, "role"],
    ["PATCH /v1/organization/members/x", { role: "member", userId: "y" }, "userId"],
    ["PATCH /v1/organization/members/x", { role: "member", keys: "burn" }, "keys"],
    ["DELETE /v1/organization/members/x?keys=burn", undefined, "keys"],
    ["POST /v1/organization/invitations", { invitations: [] }, "invitations"],
    [
      "POST /v1/organization/invitations",
      { invitations: [{ email: "a@b.test", org_id: "x" }] },
      "invitations.0.org_id",
    ],
    ["POST /api/user/organizations", { name: "x", plan: "pro" }, "plan"],
    ["POST /api/user/organizations", { name: "x", id: "org_mine" }, "id"],
    ["PUT /api/user/organization", { organization_id: 7 }, "organization_id"],
    ["POST /api/user/invitations/accept", { token: "x", role: "owner" }, "role"],
  ])("400 on %s for %j, naming %s", async (target, body, path) => {
    clock.advance(60_000);
    const answer = await callApi(target, { token: team.owner.token, ...(body ? { body } : {}) });
    expect([answer.status, answer.json.error.details?.[0]?.path ?? ""]).toEqual([400, path]);
  });

  it("pages through members with a cursor, each once", async () => {
    const large = await createTeam();
    for (let count = 0; count < 4; count += 1) await join(large.owner, "member");
    const seen: string[] = [];
    let cursor = "";
    do {
      clock.advance(60_000);
      const page = await callApi(`GET /v1/organization/members?limit=3${cursor}`, { token: large.member.token });
      seen.push(...page.json.data.map(({ user_id }: { user_id: string }) => user_id));
      cursor = page.json.next_cursor ? `&cursor=${page.json.next_cursor}` : "";
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  });

  it("tells about the organization what is so", async () => {
    const user = await createUser({ plan: "pro" });
    await createKey(user, { scopes: ["prompts:read"] });
    const answer = await callApi("GET /v1/organization", { token: user.token });
    expect(answer.json).toMatchObject({
      id: user.id,
      plan: "pro",
      personal: true,
      role: "owner",
      counts: { members: 1, owners: 1, pending_invitations: 0, active_api_keys: 1 },
      limits: {
        tokens_per_user: 3,
        requests: {
          prompts: { per_minute: 300, burst: 50, per_day: 10_000, per_month: null, concurrency: null },
          tunnel: null,
        },
      },
    });
  });
});
