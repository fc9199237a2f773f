import { beforeEach, describe, expect, it } from "vitest";
import { jobHandlers } from "@/lib/background";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { tellBudget } from "@/lib/watch/tell-budget";
import { tellOfBudgets } from "./background";

const { clock, open } = useTestRuntime();
const path = "/api/v1/budgets";

let admin: TestUser;
/** The first user of a deployment is its administrator. */
let first: TestUser | undefined;
let service: string;
beforeEach(async () => {
  first ??= await createUser();
  service ??= (await createKey(first, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  clock.advance(86_400_000);
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});

const send = (target: string, body?: object, token = admin.token) =>
  callApi(target, { token, ...(body ? { body } : {}) });
const make = async (budget: object): Promise<Json> => {
  const answer = await send(`POST ${path}`, {
    ...{ name: "spend", of: "organization", product: "prompts", per: "1d", amount: 10, hard: true },
    ...budget,
  });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const keyOf = (more: object = {}, user = admin) => createKey(user, { name: "CI", scopes: ["prompts:read"], ...more });
const verify = async (key: string, cost = 1): Promise<Json> =>
  (await send("POST /api/v1/keys/verify", { key, cost }, service)).json.data;
const codes = async (key: string, ...costs: number[]) => {
  const all: string[] = [];
  for (const cost of costs) all.push((await verify(key, cost)).code);
  return all;
};
const progressOf = async (id: string, owner?: string) =>
  (await send(`GET ${path}/${id}${owner ? `?owner=${owner}` : ""}`)).json.data.progress;
const events = async () =>
  (
    await open().database.prisma.event.findMany({
      where: { organizationId: admin.principal.organizationId, type: "budget.threshold_reached" },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    })
  ).map(({ data }) => (data as { percent: number }).percent);

describe("a hard budget", () => {
  it("of the organization denies what does not fit, at the gate and in verdicts, and says when it begins anew", async () => {
    const { id } = await make({ amount: 3 });
    const { secret } = await keyOf();
    const passed = await verify(secret, 2);
    expect(passed.limits).toContainEqual(expect.objectContaining({ window: "budget:spend", limit: 3, remaining: 1 }));
    const refused = await verify(secret, 2);
    expect([refused.code, refused.retryAfter > 3_600]).toEqual(["QUOTA_EXCEEDED", true]);
    const called = [await send("GET /v1/prompts", undefined, secret), await send("GET /v1/prompts", undefined, secret)];
    expect(called.map(({ status }) => status)).toEqual([200, 429]);
    expect(called[1]?.json.error.code).toBe("QUOTA_EXCEEDED");
    expect(Number(called[1]?.headers.get("retry-after"))).toBeGreaterThan(3_600);
    expect(await progressOf(id)).toMatchObject({ used: 3, remaining: 0 });
    clock.advance(86_400_000);
    expect(await codes(secret, 3, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
  });

  it("counts the product that it is for, and no other organization's use", async () => {
    await make({ amount: 1 });
    const { secret } = await keyOf();
    const memory = await createKey(admin, { name: "M", scopes: ["read:memories"] });
    const stranger = await keyOf({}, await createUser());
    expect(await codes(secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect(await codes(memory.secret, 1, 1)).toEqual(["VALID", "VALID"]);
    expect(await codes(stranger.secret, 1, 1)).toEqual(["VALID", "VALID"]);
  });

  it("of each key counts every key by itself, and of one key that alone, also after it was replaced", async () => {
    const [one, other] = [await keyOf(), await keyOf()];
    const { id } = await make({ of: "key", amount: 2 });
    await make({ name: "stricter", of: "key", subject: one.id, amount: 1 });
    expect(await codes(one.secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect(await codes(other.secret, 1, 1, 1)).toEqual(["VALID", "VALID", "QUOTA_EXCEEDED"]);
    expect(await progressOf(id)).toBeNull();
    expect(await progressOf(id, other.id)).toMatchObject({ used: 2, remaining: 0 });
    const rotated = await send(`POST /api/v1/api-keys/${one.id}/rotate`, {});
    expect((await verify(rotated.json.data.plainKey)).code).toBe("QUOTA_EXCEEDED");
  });

  it("of one key counts the keys that it made, and theirs, but not those of a management key", async () => {
    const one = await keyOf();
    const backend = { name: "Backend", scopes: ["manage:keys:write"] };
    const manager = await createManagementKey(admin.principal, backend);
    await make({ of: "key", subject: one.id, amount: 2 });
    await make({ name: "backend", of: "key", subject: manager.data.id, amount: 1 });
    const madeBy = async (token: string): Promise<string> => {
      const made = await send("POST /api/v1/api-keys", { name: "Made", scopes: ["prompts:read"] }, token);
      expect([made.status, made.json.errors]).toEqual([201, undefined]);
      return made.json.data.plainKey;
    };
    const child = await madeBy(one.secret);
    const grandchild = await madeBy(child);
    expect(await codes(child, 1)).toEqual(["VALID"]);
    expect(await codes(grandchild, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect(await codes(one.secret, 1)).toEqual(["QUOTA_EXCEEDED"]);
    expect(await codes(await madeBy(manager.key), 1, 1)).toEqual(["VALID", "VALID"]);
  });

  it("of customers counts all keys of each together", async () => {
    const customer = async (external_id: string) =>
      (await send("POST /api/v1/customers", { external_id })).json.data.id as string;
    const [ada, bob] = [await customer("ada"), await customer("bob")];
    await make({ of: "customer", amount: 2 });
    const [one, second, third] = [
      await keyOf({ customer_id: ada }),
      await keyOf({ customer_id: ada }),
      await keyOf({ customer_id: bob }),
    ];
    expect(await codes(one.secret, 1)).toEqual(["VALID"]);
    expect(await codes(second.secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect(await codes(third.secret, 2)).toEqual(["VALID"]);
  });

  it("of the organization is told to keys of its customers only where it denies, and one of the customer always", async () => {
    const ada = (await send("POST /api/v1/customers", { external_id: "ada" })).json.data.id as string;
    await make({ amount: 3 });
    await make({ name: "theirs", of: "customer", amount: 9 });
    const { secret } = await keyOf({ customer_id: ada });
    const [passed, last] = [await verify(secret), await send("GET /v1/prompts", undefined, secret)];
    const whoami = await send("GET /api/v1/whoami", undefined, secret);
    for (const told of [JSON.stringify(passed), String(last.headers.get("ratelimit")), whoami.text]) {
      expect(told).toContain("budget:theirs");
      expect(told).not.toContain("budget:spend");
    }
    await verify(secret);
    const denied = await send("GET /v1/prompts", undefined, secret);
    expect([last.status, denied.status]).toEqual([200, 429]);
    expect(denied.headers.get("ratelimit")).toContain("budget:spend");
  });

  it("that is raised, softened or deleted lets in what fits then, on what was counted", async () => {
    const { id } = await make({ amount: 1 });
    const { secret } = await keyOf();
    expect(await codes(secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect((await send(`PATCH ${path}/${id}`, { amount: 2 })).status).toBe(200);
    expect(await codes(secret, 1, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    expect((await send(`PATCH ${path}/${id}`, { hard: false })).status).toBe(200);
    expect(await codes(secret, 1)).toEqual(["VALID"]);
    expect((await send(`PATCH ${path}/${id}`, { hard: true })).json.data.progress).toMatchObject({ used: 3 });
    expect(await codes(secret, 1)).toEqual(["QUOTA_EXCEEDED"]);
    expect((await send(`DELETE ${path}/${id}`)).status).toBe(204);
    expect(await codes(secret, 1)).toEqual(["VALID"]);
  });

  it("of the last days at any moment has room again when use leaves them", async () => {
    await make({ per: "7d", rolling: true, amount: 2 });
    const { secret } = await keyOf();
    expect(await codes(secret, 2, 1)).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    clock.advance(6 * 86_400_000);
    expect(await codes(secret, 1)).toEqual(["QUOTA_EXCEEDED"]);
    clock.advance(1.5 * 86_400_000);
    expect(await codes(secret, 2)).toEqual(["VALID"]);
  });
});

describe("the thresholds of a budget", () => {
  it("are told once each in a period, by whichever process comes to it, with an event and a mail; a soft one denies nothing", async () => {
    const { id } = await make({ hard: false, amount: 10, thresholds: [100, 50, 150], mail_to: ["cfo@example.test"] });
    const { secret } = await keyOf();
    const verdict = await verify(secret, 4);
    expect(verdict.limits.map(({ window }: Json) => window)).not.toContain("budget:spend");
    await tellOfBudgets();
    expect(await events()).toEqual([]);
    await verify(secret, 6);
    await tellOfBudgets();
    expect((await events()).toSorted()).toEqual([100, 50]);
    await verify(secret, 1);
    await tellOfBudgets();
    const notice = { id, organizationId: admin.principal.organizationId, owner: admin.principal.organizationId };
    const beside = await openBeside(open());
    const periodMs = Math.ceil(clock.now() / 86_400_000) * 86_400_000;
    expect(await tellBudget({ ...notice, percent: 50, used: 11, amount: 10, periodMs })).toBe(false);
    await beside.close();
    expect(await events()).toHaveLength(2);
    await open().jobs.runDue(jobHandlers);
    const mails = await open().database.prisma.mail.findMany({ where: { recipient: "cfo@example.test" } });
    expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
      "100% of a budget are used",
      "50% of a budget are used",
    ]);
    const told = (await send(`GET ${path}/${id}/alerts`)).json.data;
    expect(told.map(({ percent, used, amount }: Json) => [percent, used, amount])).toEqual([
      [100, 10, 10],
      [50, 10, 10],
    ]);
    clock.advance(86_400_000);
    await verify(secret, 5);
    await tellOfBudgets();
    expect(await events()).toHaveLength(3);
  });
});

describe("budgets", () => {
  it("are another organization's to neither see, change nor delete", async () => {
    const { id } = await make({});
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const asked = [
      await send(`GET ${path}/${id}`, undefined, stranger.token),
      await send(`GET ${path}/${id}/alerts`, undefined, stranger.token),
      await send(`PATCH ${path}/${id}`, { amount: 1 }, stranger.token),
      await send(`DELETE ${path}/${id}`, undefined, stranger.token),
    ];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await send(`GET ${path}`, undefined, stranger.token)).json.data).toEqual([]);
    const key = await keyOf();
    const body = { name: "theirs", of: "key", subject: key.id, product: "prompts", per: "1d", amount: 1 };
    expect((await send(`POST ${path}`, body, stranger.token)).status).toBe(400);
  });

  it.each([
    ["a name twice", {}, 409],
    ["a month that rolls", { name: "b", per: "1mo", rolling: true }, 400],
    ["hours", { name: "b", per: "4h" }, 400],
    ["a key that is not there", { name: "b", of: "key", subject: "key_1" }, 400],
    ["a subject of the organization", { name: "b", subject: "x" }, 400],
    ["neither hard nor a threshold", { name: "b", hard: false, thresholds: [] }, 400],
    ["another product", { name: "b", product: "nothing" }, 400],
  ])("%s are refused", async (_, more, status) => {
    await make({});
    const base = { name: "spend", of: "organization", product: "prompts", per: "1d", amount: 1 };
    expect((await send(`POST ${path}`, { ...base, ...more })).status).toBe(status);
  });
});
