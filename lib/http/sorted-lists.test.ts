import { beforeAll, describe, expect, it } from "vitest";
import { memoryOrders } from "@/lib/features/memories/contract";
import { memberOrders } from "@/lib/features/organizations/members-contract";
import { promptOrders } from "@/lib/features/prompts/contract";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam, type TestTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

let owner: TestUser;
let team: TestTeam;
const paths = { prompts: "/v1/prompts", memories: "/api/v1/memories", members: "/v1/organization/members" };

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  const others = await createUser({ plan: "enterprise" });
  team = await createTeam();
  for (const [place, name] of ["beta", "Ägypten", "alpha", "Beta", "gamma"].entries()) {
    clock.advance(1_000);
    for (const { token } of [owner, others]) {
      const content = place % 2 === 0 ? { content: name } : {};
      const made = await callApi("POST /v1/prompts", { token, body: { name, ...content } });
      if (place === 0) await callApi(`POST /v1/prompts/${made.json.id}/versions`, { token, body: { content: "two" } });
      await callApi("POST /api/v1/memories", { token, body: { content: name } });
    }
  }
  clock.advance(60_000);
});

async function rows(path: string, token: string, query: Record<string, string | number>) {
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const answer = await callApi(`GET ${path}?${asked}`, { token });
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  return answer.json as { data: Record<string, string>[]; next_cursor: string | null; total?: number };
}

/** What tells the rows apart, page by page as a walk meets them. */
async function walk(path: string, token: string, sort: string, limit = 2): Promise<string[]> {
  const met: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    clock.advance(6_000);
    const page = await rows(path, token, { sort, limit, ...(cursor ? { cursor } : {}) });
    met.push(...page.data.map((row) => row.id ?? row.user_id ?? ""));
    cursor = page.next_cursor;
  }
  return met;
}

const lists = [
  ...promptOrders.map((order) => ({ path: paths.prompts, order, count: 5 })),
  ...memoryOrders.map((order) => ({ path: paths.memories, order, count: 5 })),
  ...memberOrders.map((order) => ({ path: paths.members, order, count: 3 })),
];

describe.each(lists)("$path sorted by $order", ({ path, order, count }) => {
  it("meets every row once, turned around the same ones backwards, and jumps to where a walk comes", async () => {
    const { token } = path === paths.members ? team.owner : owner;
    const up = await walk(path, token, order);
    expect(up).toHaveLength(count);
    expect(new Set(up).size).toBe(count);
    expect((await walk(path, token, `-${order}`)).toReversed()).toEqual(up);
    const jumped = await rows(path, token, { sort: order, skip: 1, limit: 1 });
    expect(jumped.data.map((row) => row.id ?? row.user_id)).toEqual(up.slice(1, 2));
  });
});

it("sorts names without case and accents, roles by what they may do, and prompts by how many versions they have", async () => {
  const names = async (path: string, token: string, sort: string) =>
    (await rows(path, token, { sort, limit: 100 })).data.map(({ name = "" }) => name.toLowerCase());
  expect(await names(paths.prompts, owner.token, "name")).toEqual(["ägypten", "alpha", "beta", "beta", "gamma"]);
  const roles = (await rows(paths.members, team.owner.token, { sort: "-role" })).data.map(({ role }) => role);
  expect(roles).toEqual(["owner", "admin", "member"]);
  const versions = (await rows(paths.prompts, owner.token, { sort: "-version" })).data;
  expect(versions.map(({ latest_version }) => latest_version)).toEqual([2, 1, 1, 0, 0]);
});

it("counts what matches, of one's own alone, on the first page and where it was asked for", async () => {
  const { token } = owner;
  const first = await rows(paths.prompts, token, { total: "true", limit: 2, q: "beta" });
  expect(first.total).toBe(2);
  const page = await rows(paths.memories, token, { total: "true", limit: 2 });
  expect(page.total).toBe(5);
  expect(
    await rows(paths.memories, token, { total: "true", limit: 2, cursor: page.next_cursor ?? "" }),
  ).not.toHaveProperty("total");
  expect(await rows(paths.prompts, token, { limit: 2 })).not.toHaveProperty("total");
  expect((await rows(paths.members, team.owner.token, { total: "true" })).total).toBe(3);
});

it("400 for a cursor of another order, and for an order that there is not", async () => {
  for (const path of [paths.prompts, paths.memories]) {
    const { next_cursor } = await rows(path, owner.token, { sort: "updated", limit: 1 });
    const status = async (query: string) => (await callApi(`GET ${path}?${query}`, { token: owner.token })).status;
    expect(await status(`sort=created&cursor=${next_cursor}`)).toBe(400);
    expect(await status("sort=content")).toBe(400);
  }
});
