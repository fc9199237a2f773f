import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

let admin: TestUser;
const ids: Record<string, string> = {};
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  for (const external_id of ["user_1", "user_2", "user_3"]) {
    ids[external_id] = (await made("POST /api/v1/customers", { external_id })).id;
  }
  const common = { event_type: "of.call", aggregation: "count" };
  await made("POST /api/v1/meters", { ...common, key: "calls", product: "prompts", group_by: ["path"] });
  await made("POST /api/v1/meters", { ...common, key: "loose" });
  await made("POST /api/v1/meters", {
    ...common,
    key: "most",
    product: "prompts",
    aggregation: "max",
    value_property: "n",
  });
});

const send = (target: string, body?: unknown, call: ApiCall = {}) => {
  clock.advance(1_000);
  return callApi(target, { token: admin.token, ...(body === undefined ? {} : { body }), ...call });
};
const made = async (target: string, body: object): Promise<Json> => {
  const answer = await send(target, body);
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
/** What the gate answered to a customer's key. */
async function decide(externalId: string | null, endpoint: string, times: number, status = 200): Promise<void> {
  const { id } = await createKey(admin, {
    scopes: ["prompts:read"],
    ...(externalId ? { customer_id: ids[externalId] } : {}),
  });
  for (let time = 0; time < times; time += 1) {
    runtime().ledger.answered({
      organizationId: admin.principal.organizationId,
      product: "prompts",
      environment: "production",
      credentialId: id,
      endpoint,
      status,
      atMs: Date.parse(testStart),
      elapsedMicros: 4_000,
    });
  }
}
const report = async (subject: string, path: string, times: number) => {
  const event = () => ({
    specversion: "1.0",
    id: randomUUID(),
    source: "/s",
    type: "of.call",
    subject,
    time: testStart,
    data: { path, n: 1 },
  });
  expect((await send("POST /api/v1/usage", Array.from({ length: times }, event))).json.data.accepted).toBe(times);
};
const rows = ({ differences }: Json) =>
  differences.map((one: Json) => [one.day, one.external_id, one.endpoint, one.decided, one.reported, one.difference]);

describe("a reconciliation", () => {
  it("lists the days of customers on which what was let through and what was reported are not the same, the largest first", async () => {
    await decide("user_1", "GET /a", 5);
    await decide("user_1", "GET /a", 3, 429);
    await report("user_1", "GET /a", 5);
    await decide("user_2", "GET /a", 4);
    await decide("user_2", "GET /b", 2);
    await report("user_2", "GET /a", 1);
    await report("user_3", "GET /b", 2);
    // Whose events could not be reported is nobody's difference.
    await decide(null, "GET /a", 9);
    await runtime().ledger.flush();
    const { data } = (await send("GET /api/v1/meters/calls/reconciliation?from=2026-06-10&to=2026-06-10")).json;
    expect(data).toMatchObject({
      meter: "calls",
      product: "prompts",
      compared: 3,
      decided: 11,
      reported: "8",
      different: 2,
    });
    expect(rows(data)).toEqual([
      ["2026-06-10", "user_2", null, 6, "1", "-5"],
      ["2026-06-10", "user_3", null, 0, "2", "2"],
    ]);
  });

  it("compares by endpoint where events name it", async () => {
    const { data } = (await send("GET /api/v1/meters/calls/reconciliation?from=2026-06-10&endpointProperty=path")).json;
    expect(rows(data)).toEqual([
      ["2026-06-10", "user_2", "GET /a", 4, "1", "-3"],
      ["2026-06-10", "user_2", "GET /b", 2, "0", "-2"],
      ["2026-06-10", "user_3", "GET /b", 0, "2", "2"],
    ]);
  });

  it("has nothing to list where nothing was used", async () => {
    const { data } = (await send("GET /api/v1/meters/calls/reconciliation?from=2026-06-01&to=2026-06-02")).json;
    expect(data).toMatchObject({ compared: 0, decided: 0, reported: "0", different: 0, differences: [] });
  });

  it("is refused where there is nothing to compare, and to other organizations", async () => {
    for (const key of ["loose", "most"]) {
      expect((await send(`GET /api/v1/meters/${key}/reconciliation`)).status).toBe(409);
    }
    expect((await send("GET /api/v1/meters/calls/reconciliation?endpointProperty=model")).status).toBe(400);
    const other = await createUser();
    await makeInstanceAdmin(other);
    expect((await send("GET /api/v1/meters/calls/reconciliation", undefined, { token: other.token })).status).toBe(404);
  });
});
