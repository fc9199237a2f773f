import { beforeEach, describe, expect, it } from "vitest";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { tellOfBudgets } from "./background";
import { maxOwnBudgets } from "./contract";

const { clock, open } = useTestRuntime();
const path = "/v1/organization/budgets";
const over = "/api/v1/budgets";

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

const send = (target: string, body?: object, token = owner.token) =>
  callApi(target, { token, ...(body ? { body } : {}) });
const spend = { name: "spend", of: "organization", product: "prompts", per: "1d", amount: 10, hard: true };
const make = async (budget: object = {}, base = path, token = owner.token): Promise<Json> => {
  const answer = await send(`POST ${base}`, { ...spend, ...budget }, token);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return base === path ? answer.json : answer.json.data;
};
const keyOf = (more: object = {}, user = owner) => createKey(user, { name: "CI", scopes: ["prompts:read"], ...more });
const verify = async (key: string, cost = 1): Promise<Json> =>
  (await send("POST /api/v1/keys/verify", { key, cost }, service)).json.data;
const codes = async (key: string, ...costs: number[]) => {
  const all: string[] = [];
  for (const cost of costs) all.push((await verify(key, cost)).code);
  return all;
};
/** The owner's organization as an administrator of the deployment has it, who may be the same person. */
const asAdministrator = () => makeInstanceAdmin(owner);

describe("a budget that an organization makes for itself", () => {
  it("denies what does not fit, for the organization or for its keys, and tells what is used", async () => {
    const { id } = await make({ amount: 3 });
    const { secret, id: keyId } = await keyOf();
    const admin = await keyOf({ scopes: ["organization:admin"] });
    const passed = await verify(secret, 2);
    expect(passed.limits).toContainEqual(expect.objectContaining({ window: "budget:own:spend", remaining: 1 }));
    expect(await codes(secret, 2, 1)).toEqual(["QUOTA_EXCEEDED", "VALID"]);
    expect((await send(`GET ${path}/${id}`)).json.progress).toMatchObject({ used: 3, remaining: 0 });
    // A member whom it denies anything may still change it, where they may at all.
    expect((await send(`DELETE ${path}/${id}`, undefined, admin.secret)).status).toBe(204);
    await make({ of: "key", subject: keyId, amount: 1 });
    const other = await keyOf();
    expect(await codes(secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect(await codes(other.secret, 1, 1)).toEqual(["VALID", "VALID"]);
  });

  it("is read with a development key, and neither made, changed nor deleted with it", async () => {
    const { id } = await make({ amount: 3 });
    const { secret } = await keyOf({ scopes: ["organization:read", "organization:admin"], environment: "development" });
    const answers = [
      await send(`GET ${path}/${id}`, undefined, secret),
      await send(`POST ${path}`, { ...spend, name: "other" }, secret),
      await send(`PATCH ${path}/${id}`, { amount: 1_000 }, secret),
      await send(`DELETE ${path}/${id}`, undefined, secret),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403]);
    expect((await send(`GET ${path}/${id}`)).json.amount).toBe(3);
  });

  it("denies nothing to a trusted service's key, which only the deployment's administrators make", async () => {
    const token = first?.token ?? "";
    for (const product of ["tunnel", "account"]) await make({ name: product, product, amount: 1 }, path, token);
    const { secret } = await keyOf();
    expect(await codes(secret, 1, 1, 1)).toEqual(["VALID", "VALID", "VALID"]);
  });

  it("only ever denies more than one of the same name that the deployment's administrators made over it", async () => {
    await asAdministrator();
    await make({ amount: 2 }, over);
    await make({ amount: 100 });
    const { secret } = await keyOf();
    const { limits } = await verify(secret);
    expect(limits.map(({ window }: Json) => window)).toEqual(
      expect.arrayContaining(["budget:spend", "budget:own:spend"]),
    );
    expect(await codes(secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
  });

  it("counts nothing of customers, and names neither them nor a key of theirs", async () => {
    await asAdministrator();
    const customer_id = (await send("POST /api/v1/customers", { external_id: "ada" })).json.data.id as string;
    const theirs = await keyOf({ customer_id });
    const { id } = await make({ amount: 1 });
    await make({ name: "each", of: "key", amount: 1 });
    const verdict = await verify(theirs.secret);
    expect(JSON.stringify(verdict)).not.toContain("budget:");
    expect(await codes(theirs.secret, 5, 5)).toEqual(["VALID", "VALID"]);
    expect((await send(`GET ${path}/${id}`)).json.progress).toMatchObject({ used: 0 });
    for (const budget of [
      { name: "b", of: "key", subject: theirs.id },
      { name: "b", of: "customer" },
      { name: "b", of: "customer", subject: customer_id },
    ])
      expect((await send(`POST ${path}`, { ...spend, ...budget })).status).toBe(400);
  });

  it("is mailed to owners and admins alone, whose event it is too", async () => {
    expect((await send(`POST ${path}`, { ...spend, mail_to: ["stranger@example.test"] })).status).toBe(400);
    const { id } = await make({ hard: false, amount: 2, thresholds: [50] });
    const { secret } = await keyOf();
    expect(await codes(secret, 1, 5)).toEqual(["VALID", "VALID"]);
    await tellOfBudgets();
    expect((await send(`GET ${path}/${id}/alerts`)).json.data).toMatchObject([{ percent: 50, used: 1, amount: 2 }]);
    const { mailTo } = await open().database.prisma.budget.findUniqueOrThrow({ where: { id } });
    expect(mailTo).toEqual([]);
  });

  it("of one level is neither seen, changed nor deleted by the other", async () => {
    await asAdministrator();
    const [theirs, own] = [await make({}, over), await make()];
    const asked = async (base: string, id: string) => [
      (await send(`GET ${base}/${id}`)).status,
      (await send(`GET ${base}/${id}/alerts`)).status,
      (await send(`PATCH ${base}/${id}`, { amount: 1 })).status,
      (await send(`DELETE ${base}/${id}`)).status,
    ];
    expect(await asked(path, theirs.id)).toEqual([404, 404, 404, 404]);
    expect(await asked(over, own.id)).toEqual([404, 404, 404, 404]);
    const idsOf = async (base: string) => (await send(`GET ${base}`)).json.data.map(({ id }: Json) => id);
    expect([await idsOf(path), await idsOf(over)]).toEqual([[own.id], [theirs.id]]);
    expect((await send(`PATCH ${path}/${own.id}`, { amount: 7 })).json.amount).toBe(7);
  });

  it("is another organization's to neither see, change nor delete, nor for its keys to make", async () => {
    const { id } = await make();
    const stranger = await createUser();
    const asked = [
      await send(`GET ${path}/${id}`, undefined, stranger.token),
      await send(`GET ${path}/${id}/alerts`, undefined, stranger.token),
      await send(`PATCH ${path}/${id}`, { amount: 1 }, stranger.token),
      await send(`DELETE ${path}/${id}`, undefined, stranger.token),
    ];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await send(`GET ${path}`, undefined, stranger.token)).json.data).toEqual([]);
    const key = await keyOf();
    const body = { ...spend, of: "key", subject: key.id };
    expect((await send(`POST ${path}`, body, stranger.token)).status).toBe(400);
  });

  it("is an owner's and an admin's, and of credentials those' with organization:admin", async () => {
    const [admin, member] = [await join(owner, "admin"), await join(owner, "member")];
    const [managing, reading] = [
      await keyOf({ scopes: ["organization:admin"] }),
      await keyOf({ scopes: ["organization:read"] }),
    ];
    const asked = async (token: string, name: string) => [
      (await send(`POST ${path}`, { ...spend, name }, token)).status,
      (await send(`GET ${path}`, undefined, token)).status,
    ];
    expect(await asked(admin.token, "a")).toEqual([201, 200]);
    expect(await asked(managing.secret, "b")).toEqual([201, 200]);
    expect(await asked(member.token, "c")).toEqual([403, 403]);
    expect(await asked(reading.secret, "d")).toEqual([403, 403]);
  });

  it("has a name of its own, of a bounded number, also when many are made at once", async () => {
    await make();
    expect((await send(`POST ${path}`, spend)).status).toBe(409);
    const asked = Array.from({ length: maxOwnBudgets + 4 }, (_, n) =>
      send(`POST ${path}`, { ...spend, name: `budget-${n}` }),
    );
    await Promise.all(asked);
    const { organizationId } = owner.principal;
    const there = () => open().database.prisma.budget.count({ where: { organizationId } });
    expect(await there()).toBeLessThanOrEqual(maxOwnBudgets);
    // Some of them may have been told to come again.
    for (let made = await there(); made < maxOwnBudgets; made++) await make({ name: `later-${made}` });
    expect((await send(`POST ${path}`, { ...spend, name: "one-more" })).status).toBe(409);
    expect(await there()).toBe(maxOwnBudgets);
  });
});
