import { beforeAll, describe, expect, it } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { deleteOrganizationRows } from "@/lib/tenancy/delete-organization";
import { pruneMetering } from "@/lib/tenancy/metering-leftovers";
import { type ApiCall, callApi } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

let admin: TestUser;
let other: TestUser;
beforeAll(async () => {
  [admin, other] = [await createUser(), await createUser()];
  for (const user of [admin, other]) await makeInstanceAdmin(user);
});

const send = (target: string, body?: unknown, call: ApiCall = {}) => {
  clock.advance(1_000);
  return callApi(target, { token: admin.token, ...(body === undefined ? {} : { body }), ...call });
};
const meter = (key: string, own: object = {}) => ({
  key,
  event_type: "com.example.used",
  aggregation: "count",
  ...own,
});
const query = async (text: string, values: unknown[] = []) => (await open().database.pool.query(text, values)).rows;
const countOf = async (table: string) => (await query(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

describe("a meter", () => {
  it("is made once, listed, renamed and deleted by whoever may", async () => {
    const wanted = meter("calls", { name: "Calls", group_by: ["path"], product: "prompts", period: "day" });
    const { status, json } = await send("POST /api/v1/meters", wanted);
    expect([status, json.data]).toEqual([
      201,
      expect.objectContaining({ ...wanted, value_property: null, id: expect.stringMatching(/^mtr_/) }),
    ]);
    expect((await send("POST /api/v1/meters", wanted)).status).toBe(409);
    expect((await send("GET /api/v1/meters")).json.data.map(({ key }: { key: string }) => key)).toEqual(["calls"]);
    const change = { name: "", product: null };
    expect((await send("PATCH /api/v1/meters/calls", change)).json.data).toMatchObject({
      ...change,
      group_by: ["path"],
    });
    expect((await send("PATCH /api/v1/meters/calls", { aggregation: "sum" })).status).toBe(400);
    // Usage of this month would be told twice.
    expect((await send("PATCH /api/v1/meters/calls", { period: "month" })).status).toBe(400);
    expect((await send("DELETE /api/v1/meters/calls")).status).toBe(204);
    expect((await send("GET /api/v1/meters/calls")).status).toBe(404);
    const events = await query(
      "SELECT type, data->>'name' AS name FROM events WHERE type LIKE 'meter.%' ORDER BY created_at",
    );
    expect(events).toEqual([
      { type: "meter.created", name: "Calls" },
      { type: "meter.updated", name: "calls" },
      { type: "meter.deleted", name: "calls" },
    ]);
  });

  it.each([
    [meter("Calls"), "key"],
    [meter("a", { aggregation: "sum" }), "value_property"],
    [meter("a", { value_property: "n" }), "value_property"],
    [meter("a", { aggregation: "unique", value_property: "n", group_by: ["path"] }), "group_by"],
    [meter("a", { group_by: ["a", "b", "c", "d", "e"] }), "group_by"],
    [meter("a", { group_by: ["path", "path"] }), "group_by"],
    [meter("a", { aggregation: "sum", value_property: "a..b" }), "value_property"],
    [meter("a", { product: "nothing" }), "product"],
  ])("is refused where it says what means nothing: %#", async (body, path) => {
    const { status, json } = await send("POST /api/v1/meters", body);
    expect([status, json.errors[0].field]).toEqual([400, path]);
  });

  it("is not there for another organization, and each has keys of its own", async () => {
    expect((await send("POST /api/v1/meters", meter("mine"))).status).toBe(201);
    const call = { token: other.token };
    for (const target of ["GET /api/v1/meters/mine", "DELETE /api/v1/meters/mine"]) {
      expect((await send(target, undefined, call)).status).toBe(404);
    }
    expect((await send("PATCH /api/v1/meters/mine", { name: "Theirs" }, call)).status).toBe(404);
    expect((await send("GET /api/v1/meters", undefined, call)).json.data).toEqual([]);
    expect((await send("POST /api/v1/meters", meter("mine"), call)).status).toBe(201);
  });

  it("is one of at most 100, also when many are made at once", async () => {
    const user = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(user);
    const call = { token: user.token };
    const row = { organizationId: user.principal.organizationId, eventType: "a", aggregation: "count" as const };
    const times = { createdAt: new Date(clock.now()), updatedAt: new Date(clock.now()) };
    const data = Array.from({ length: 98 }, (_, place) => ({ id: `mtr_${place}`, key: `k${place}`, ...row, ...times }));
    await open().database.prisma.meter.createMany({ data });
    const answers = await Promise.all([1, 2, 3, 4].map((n) => send("POST /api/v1/meters", meter(`more${n}`), call)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409]);
  });

  it("is changed by keys of its own scope alone", async () => {
    const { key } = await createManagementKey(admin.principal, { name: "Reader", scopes: ["manage:usage:read"] });
    expect((await send("GET /api/v1/meters", undefined, { token: key })).status).toBe(200);
    expect((await send("POST /api/v1/meters", meter("b"), { token: key })).status).toBe(403);
  });
});

describe("what deletions leave", () => {
  const event = (own: object) => ({
    specversion: "1.0",
    id: "1",
    source: "/a",
    type: "of.left",
    subject: "user_1",
    data: { n: 1, path: "/" },
    ...own,
  });
  const clear = async () => {
    await query("UPDATE metering_leftovers SET added_at = added_at - interval '6 minutes'");
    await pruneMetering(open().database.pool, clock.now());
    expect(await countOf("metering_leftovers")).toBe(0);
  };

  it("a customer's figures stay in the totals, and nothing says who they were", async () => {
    const { json } = await send("POST /api/v1/customers", { external_id: "user_1" });
    expect(
      (await send("POST /api/v1/meters", meter("left", { event_type: "of.left", group_by: ["path"] }))).status,
    ).toBe(201);
    expect((await send("POST /api/v1/usage", event({}))).json.data.accepted).toBe(1);
    expect((await send(`DELETE /api/v1/customers/${json.data.id}`)).status).toBe(204);
    await pruneMetering(open().database.pool, clock.now());
    // A transaction that did not see it may still add something.
    expect(await countOf("metering_leftovers")).toBe(2);
    await clear();
    expect(await query("SELECT subject, data FROM usage_events")).toEqual([{ subject: "", data: null }]);
    expect(await query("SELECT events::int FROM meter_usage WHERE unit = 'day'")).toEqual([{ events: 1 }]);
    // It is still known for what it is.
    expect((await send("POST /api/v1/usage", event({}))).json.data.duplicates).toBe(1);
  });

  it("a meter's figures are cleared away, and events after 36 days", async () => {
    await send("DELETE /api/v1/meters/left");
    await clear();
    expect([await countOf("meter_usage"), await countOf("meter_groups"), await countOf("usage_events")]).toEqual([
      0, 0, 1,
    ]);
    await pruneMetering(open().database.pool, clock.now() + 35.9 * 86_400_000);
    expect(await countOf("usage_events")).toBe(1);
    await pruneMetering(open().database.pool, clock.now() + 36.1 * 86_400_000);
    expect(await countOf("usage_events")).toBe(0);
  });

  it("an organization's meters and events are cleared away", async () => {
    const { token, principal } = other;
    await send("POST /api/v1/customers", { external_id: "user_1" }, { token });
    expect((await send("POST /api/v1/usage", event({ type: "com.example.used" }), { token })).json.data.accepted).toBe(
      1,
    );
    await open().database.prisma.$transaction((tx) => deleteOrganizationRows(tx, principal.organizationId));
    await clear();
    expect([await countOf("meter_usage"), await countOf("usage_events")]).toEqual([0, 0]);
  });
});
