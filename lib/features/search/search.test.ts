import { beforeAll, beforeEach, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser } from "@/lib/testing/factories";
import { createTeam, type TestTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
beforeEach(() => clock.advance(60_000));

let team: TestTeam;
let asOwner: Record<string, string>;
let asMember: Record<string, string>;

async function actingFor(user: TestTeam["owner"]): Promise<Record<string, string>> {
  const headers = await dashboardHeaders(user);
  await callApi("PUT /api/dashboard/user/organization", { headers, body: { organization_id: team.id } });
  return headers;
}

beforeAll(async () => {
  team = await createTeam();
  asOwner = await actingFor(team.owner);
  asMember = await actingFor(team.member);
});

async function namesFound(headers: Record<string, string>, query: string): Promise<string[]> {
  const { status, json } = await callApi("POST /api/dashboard/search", { headers, body: { query } });
  expect(status).toBe(200);
  return json.data.map((found: { kind: string; name: string }) => `${found.kind} ${found.name}`);
}

async function make(headers: Record<string, string>, target: string, body: object) {
  const { status, text } = await callApi(target, { headers, body });
  expect(status, text).toBe(201);
}

test("keys, prompts and members are found by a part of their name, whatever its case and accents", async () => {
  await make(asOwner, "POST /api/dashboard/v1/api-keys", {
    name: "Zürich checkout",
    product: "prompts",
    scopes: ["prompts:read"],
  });
  await make(asOwner, "POST /api/dashboard/v1/prompts", { name: "Zurich refund" });
  expect(await namesFound(asOwner, "zurich")).toEqual(["api-key Zürich checkout", "prompt Zurich refund"]);
  const { json } = await callApi("GET /v1/organization/members", { token: team.owner.token });
  const { name, email } = json.data[0];
  expect(await namesFound(asOwner, email)).toContain(`member ${name}`);
});

test("everybody finds the keys that their own list of keys holds, and no others", async () => {
  await make(asOwner, "POST /api/dashboard/v1/api-keys", { name: "Quartz of the owner" });
  await make(asMember, "POST /api/dashboard/v1/api-keys", { name: "Quartz of the member" });
  for (const headers of [asMember, asOwner]) {
    const { json } = await callApi("GET /api/dashboard/v1/api-keys?search=quartz", { headers });
    const listed = json.data.map(({ name }: { name: string }) => `api-key ${name}`);
    expect(listed).toContain("api-key Quartz of the member");
    expect(await namesFound(headers, "quartz")).toEqual(listed);
  }
});

test("the answer says what the reader is in the organization by now", async () => {
  const roleOf = async (headers: Record<string, string>) =>
    (await callApi("POST /api/dashboard/search", { headers, body: { query: "x" } })).json.role;
  const raised = await createTeam();
  const headers = await dashboardHeaders(raised.member);
  await callApi("PUT /api/dashboard/user/organization", { headers, body: { organization_id: raised.id } });
  expect(await roleOf(headers)).toBe("member");
  const member = `/v1/organization/members/${raised.member.id}`;
  const { status } = await callApi(`PATCH ${member}`, { token: raised.owner.token, body: { role: "admin" } });
  expect([status, await roleOf(headers)]).toEqual([200, "admin"]);
});

test("nothing of another organization is found", async () => {
  const stranger = await dashboardHeaders(await createUser());
  await make(asOwner, "POST /api/dashboard/v1/prompts", { name: "Obsidian" });
  expect(await namesFound(asOwner, "obsidian")).toEqual(["prompt Obsidian"]);
  expect(await namesFound(stranger, "obsidian")).toEqual([]);
  expect(await namesFound(stranger, team.owner.email)).toEqual([]);
});

test("a whole key that was pasted finds that key by what lists show of it", async () => {
  const owner = await createUser();
  const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
  expect(await namesFound(await dashboardHeaders(owner), secret)).toHaveLength(1);
});

test("a key's mask finds it, as lists show it or with three dots, and of a whole key before dots no more is searched", async () => {
  const owner = await createUser();
  const { secret } = await createKey(owner, { name: "Masked", scopes: ["prompts:read"] });
  const headers = await dashboardHeaders(owner);
  const { json } = await callApi("GET /api/v1/api-keys", { token: owner.token });
  const [{ hint }] = json.data;
  for (const query of [hint, hint.replace("…", "..."), `…${secret.slice(-4)}`, `${secret}…`]) {
    expect([query, await namesFound(headers, query)]).toEqual([query, ["api-key Masked"]]);
  }
});

test("wildcards of the database mean themselves", async () => {
  expect(await namesFound(asOwner, "%")).toEqual([]);
  expect(await namesFound(asOwner, "_")).toEqual([]);
});
