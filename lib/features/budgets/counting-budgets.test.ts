import { beforeEach, describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

/** The first user of a deployment is its administrator. */
let first: TestUser | undefined;
let service: string;
let owner: TestUser;
beforeEach(async () => {
  first ??= await createUser();
  service ??= (await createKey(first, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  clock.advance(86_400_000);
  owner = await createUser({ plan: "enterprise" });
});

const own = "/v1/organization/budgets";
const over = "/api/v1/budgets";
const make = async (base: string, budget: object) => {
  const whole = { of: "organization", product: "prompts", per: "1d", amount: 10, hard: true, ...budget };
  const answer = await callApi(`POST ${base}`, { token: owner.token, body: whole });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
};
const told = async (user: TestUser): Promise<Json[]> => {
  const headers = await dashboardHeaders(user);
  const body = { organization_id: user.principal.organizationId };
  await callApi("PUT /api/dashboard/user/organization", { headers, body });
  const answer = await callApi("GET /api/dashboard/budgets", { headers });
  expect(answer.status).toBe(200);
  return answer.json.data;
};
const namesTo = async (user: TestUser) => (await told(user)).map(({ name }) => name);
const keyOf = (user: TestUser, more: object = {}) => createKey(user, { name: "CI", scopes: ["prompts:read"], ...more });

describe("the budgets that count for who is signed in", () => {
  it("are the hard ones of both levels with what is used of them, and to who manages the organization all of its own", async () => {
    await makeInstanceAdmin(owner);
    await make(over, { name: "over-hard", amount: 5 });
    await make(over, { name: "over-soft", hard: false });
    await make(own, { name: "own-hard", rolling: true, per: "7d" });
    await make(own, { name: "own-soft", hard: false });
    const [admin, member] = [await join(owner, "admin"), await join(owner, "member")];
    const { secret } = await keyOf(owner);
    await callApi("POST /api/v1/keys/verify", { token: service, body: { key: secret, cost: 2 } });
    expect(await namesTo(member)).toEqual(["over-hard", "own-hard"]);
    expect(await namesTo(admin)).toEqual(["over-hard", "own-hard", "own-soft"]);
    const [overHard, ownHard] = await told(member);
    expect(overHard).toMatchObject({ made_by: "deployment", progress: { used: 2, remaining: 3 }, changeable: false });
    expect(ownHard).toMatchObject({ made_by: "organization", rolling: true, per: "7d", changeable: false });
    expect((await told(admin)).map(({ changeable }) => changeable)).toEqual([false, true, true]);
    expect((await told(owner)).map(({ changeable }) => changeable)).toEqual([true, true, true]);
  });

  it("tell nobody whom they mail, at which percentage, or by which identifier they are changed", async () => {
    await makeInstanceAdmin(owner);
    await make(over, { name: "over", mail_to: ["cfo@example.test"], thresholds: [77] });
    const [budget] = await told(await join(owner, "member"));
    expect(Object.keys(budget)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(id|mail_to|thresholds)$/)]),
    );
    expect(JSON.stringify(budget)).not.toContain("cfo@example.test");
  });

  it("of one key are told to who may see its requests: a member of their own, an admin of all but customers'", async () => {
    await makeInstanceAdmin(owner);
    const [admin, member] = [await join(owner, "admin"), await join(owner, "member")];
    const customer_id = (await callApi("POST /api/v1/customers", { token: owner.token, body: { external_id: "ada" } }))
      .json.data.id as string;
    const keys = {
      owners: await keyOf(owner),
      members: await keyOf(member, { name: "Mine" }),
      customers: await keyOf(owner, { customer_id }),
    };
    for (const [name, { id }] of Object.entries(keys)) await make(over, { name, of: "key", subject: id });
    await make(over, { name: "each-key", of: "key" });
    await make(over, { name: "each-customer", of: "customer" });
    expect(await namesTo(member)).toEqual(["each-key", "members"]);
    expect(await namesTo(admin)).toEqual(["each-key", "members", "owners"]);
    const [each, mine] = await told(member);
    expect(each).toMatchObject({ subject_label: null, progress: null });
    expect(mine).toMatchObject({ subject: keys.members.id, subject_label: "Mine", progress: { used: 0 } });
  });

  it("are those of the customer alone for a member who acts for one, with how far that customer has come", async () => {
    await makeInstanceAdmin(owner);
    const member = await join(owner, "member");
    const customerOf = async (external_id: string) =>
      (await callApi("POST /api/v1/customers", { token: owner.token, body: { external_id } })).json.data.id as string;
    const [ada, bob] = [await customerOf("ada"), await customerOf("bob")];
    const attached = `PUT /api/v1/customers/${ada}/members/${member.principal.userId}`;
    expect((await callApi(attached, { token: owner.token })).status).toBeLessThan(300);
    await make(over, { name: "all" });
    await make(own, { name: "own" });
    await make(over, { name: "each", of: "customer" });
    await make(over, { name: "ada", of: "customer", subject: ada });
    await make(over, { name: "bob", of: "customer", subject: bob });
    await make(over, { name: "soft", of: "customer", hard: false });
    const { secret } = await keyOf(owner, { customer_id: ada });
    await callApi("POST /api/v1/keys/verify", { token: service, body: { key: secret, cost: 3 } });
    expect((await told(member)).map(({ name, progress }) => [name, progress.used])).toEqual([
      ["ada", 3],
      ["each", 3],
    ]);
  });

  it("are no other organization's", async () => {
    await make(own, { name: "own" });
    expect(await namesTo(await createUser())).toEqual([]);
  });
});
