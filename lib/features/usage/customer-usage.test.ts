import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { UsageEvent } from "@/lib/access/usage-event";
import { createCustomer, deleteCustomer } from "@/lib/features/customers/customers";
import { summarizeUsage } from "@/lib/tenancy/summarize-usage";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { UsageQuery } from "./contract";
import { findCustomers, seesCustomers } from "./customers";
import { getUsageReport } from "./report";

const { clock } = useTestRuntime();
let user: TestUser;

beforeEach(async () => {
  clock.set(Date.parse("2026-11-10T12:34:00Z"));
  user = await createUser({ plan: "enterprise" });
});

const customerOf = async (owner: TestUser, externalId: string, name = "") => {
  const suspended = false;
  const wanted = { external_id: externalId, name, metadata: {}, plans: {}, limits: {}, suspended };
  return (await createCustomer(owner.principal, wanted)).data;
};
const keyOf = (customerId?: string) =>
  createKey(user, { scopes: ["prompts:read"], ...(customerId ? { customer_id: customerId } : {}) });

function count(credentialId: string, times: number, change: Partial<UsageEvent> = {}): void {
  for (let time = 0; time < times; time += 1) {
    runtime().ledger.answered({
      organizationId: user.principal.organizationId,
      product: "prompts",
      environment: "production",
      credentialId,
      endpoint: "GET /v1/prompts",
      status: 200,
      atMs: Date.parse("2026-11-10T12:00:00Z"),
      elapsedMicros: 4_000,
      ...change,
    });
  }
}

const ask = (query: UsageQuery) => getUsageReport(user.principal, { range: "24h", ...query });
const lines = async (query: UsageQuery = {}) =>
  (await ask({ group: "customer", ...query })).groups.map(({ id, name, requests }) => [id, name, requests]);

describe("usage by customer", () => {
  it("adds up all keys of each, ended ones too, and leaves over what is nobody's", async () => {
    const [ada, bo] = [await customerOf(user, "user_1", "Ada"), await customerOf(user, "user_2")];
    const keys = [await keyOf(ada.id), await keyOf(ada.id), await keyOf(bo.id), await keyOf()];
    for (const [place, { id }] of keys.entries()) count(id, place + 1);
    count("session", 5);
    await callApi(`DELETE /api/v1/api-keys/${keys[0]?.id}`, { token: user.token });
    const report = await ask({ group: "customer", product: "prompts" });
    expect(report.groups.map(({ id, name, requests }) => [id, name, requests])).toEqual(
      [
        [ada.id, "Ada", 3],
        [bo.id, "user_2", 3],
        [null, "Everything else", 9],
      ].toSorted(([one], [other]) => (one === null ? 1 : other === null ? -1 : String(one) < String(other) ? -1 : 1)),
    );
    expect(report.groups.reduce((sum, { requests }) => sum + requests, 0)).toBe(report.total);
  });

  it("is narrowed to one by either identifier, together with other filters; nobody by that name has none", async () => {
    const [ada, bo] = [await customerOf(user, "user_1"), await customerOf(user, "user_2")];
    const [first, second, other] = [await keyOf(ada.id), await keyOf(ada.id), await keyOf(bo.id)];
    count(first.id, 2);
    count(second.id, 3, { status: 429, endpoint: "POST /v1/prompts" });
    count(other.id, 7);
    const totalOf = async (query: UsageQuery) => (await ask(query)).total;
    expect(await totalOf({ customerId: ada.id })).toBe(5);
    expect(await totalOf({ externalId: "user_1" })).toBe(5);
    expect(await totalOf({ externalId: "user_1", customerId: bo.id })).toBe(0);
    expect(await totalOf({ externalId: "user_3" })).toBe(0);
    expect(await totalOf({ customerId: ada.id, status: "429" })).toBe(3);
    expect(await totalOf({ customerId: ada.id, credentialId: other.id })).toBe(0);
    expect(await lines({ endpoint: "POST /v1/prompts" })).toEqual([[ada.id, "user_1", 3]]);
    const ofOne = await ask({ customerId: ada.id, group: "endpoint" });
    expect(ofOne.groups.map(({ name, requests }) => [name, requests])).toEqual([
      ["POST /v1/prompts", 3],
      ["GET /v1/prompts", 2],
    ]);
  });

  it("stays a key's customer's when the key is rotated, and is nobody's once they are deleted", async () => {
    const ada = await customerOf(user, "user_1");
    const key = await keyOf(ada.id);
    count(key.id, 2);
    const rotated = await callApi(`POST /api/v1/api-keys/${key.id}/rotate`, { token: user.token, body: {} });
    count(rotated.json.data.id, 3);
    expect(await lines({ product: "prompts" })).toEqual([[ada.id, "user_1", 5]]);
    await deleteCustomer(user.principal, ada.id);
    expect(await lines({ product: "prompts" })).toEqual([[null, "Everything else", 5]]);
  });

  it("is the same from summaries as from what these add up, for every range and zone", async () => {
    const [ada, bo] = [await customerOf(user, "user_1"), await customerOf(user, "user_2")];
    const keys = [await keyOf(ada.id), await keyOf(ada.id), await keyOf(bo.id), await keyOf()];
    const days = ["2026-11-10T12:00:00Z", "2026-11-01T00:00:00Z", "2026-09-15T05:00:00Z", "2026-02-03T10:00:00Z"];
    for (const [place, { id }] of keys.entries()) {
      for (const [step, at] of days.entries()) {
        const endpoint = step % 2 ? "GET /v1/prompts" : "POST /v1/prompts";
        count(id, place + step + 1, { atMs: Date.parse(at), endpoint });
      }
    }
    const queries: UsageQuery[] = (["24h", "7d", "30d", "90d", "12mo"] as const).flatMap((range) => [
      { range, group: "customer", compare: "previous", product: "prompts" },
      { range, group: "customer", endpoint: "POST /v1/prompts", zone: "Asia/Tokyo" },
      { range, group: "endpoint", customerId: ada.id, zone: "America/New_York" },
      { range, group: "credential", customerId: bo.id },
    ]);
    const before = await Promise.all(queries.map(ask));
    await runtime().ledger.flush();
    // A watermark counts from the run after the one that made it.
    for (const _run of [1, 2]) await summarizeUsage(runtime().database.pool, clock.now(), { settledAfterMs: 0 });
    expect(await Promise.all(queries.map(ask))).toEqual(before);
  });
});

describe("who sees it", () => {
  it("is an admin; a member is refused by name and by group, and finds no customer", async () => {
    const team = await createTeam();
    const ada = await customerOf(team.admin, "user_1", "Ada");
    for (const query of [{ group: "customer" }, { customerId: ada.id }, { externalId: "user_1" }] as const) {
      await expect(getUsageReport(team.member.principal, query)).rejects.toMatchObject({ kind: "forbidden" });
      await expect(getUsageReport(team.admin.principal, query)).resolves.toMatchObject({ total: expect.any(Number) });
    }
    expect(await findCustomers(team.member.principal, {})).toEqual({ data: [] });
    expect([await seesCustomers(team.member.principal), await seesCustomers(team.admin.principal)]).toEqual([
      false,
      true,
    ]);
    const found = async (search: string) => (await findCustomers(team.admin.principal, { search })).data;
    expect(await found("ADA")).toEqual([{ id: ada.id, name: "Ada", external_id: "user_1" }]);
    expect(await found("ser_1")).toHaveLength(1);
    expect(await found("%")).toEqual([]);
  });

  it("is no other organization: neither their requests, nor their names, nor that they are there", async () => {
    const ada = await customerOf(user, "user_1", "Ada");
    count((await keyOf(ada.id)).id, 4);
    const stranger = await createUser({ plan: "enterprise" });
    for (const query of [{ customerId: ada.id }, { externalId: "user_1" }] as const) {
      const report = await getUsageReport(stranger.principal, { range: "24h", ...query });
      expect([report.total, report.groups, report.topCredentials]).toEqual([0, [], []]);
    }
    expect((await getUsageReport(stranger.principal, { range: "24h", group: "customer" })).groups).toEqual([]);
    expect(await findCustomers(stranger.principal, {})).toEqual({ data: [] });
    expect(await findCustomers(stranger.principal, { id: ada.id })).toEqual({ data: [] });
    expect(await seesCustomers(stranger.principal)).toBe(false);
  });

  it("is no key that acts for nobody, also by the public endpoint, which answers an admin", async () => {
    const ada = await customerOf(user, "user_1", "Ada");
    count((await keyOf(ada.id)).id, 4);
    const reader = await createKey(user, { scopes: ["organization:read"] });
    const path = "GET /v1/usage?range=24h&group=customer&externalId=user_1";
    expect((await callApi(path, { token: reader.secret })).status).toBe(403);
    const { status, json } = await callApi(path, { token: user.token });
    expect([status, json.groups?.[0]?.name, json.total]).toEqual([200, "Ada", 4]);
  });
});
