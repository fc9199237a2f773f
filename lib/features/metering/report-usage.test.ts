import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const type = "com.example.tokens_used";

let admin: TestUser;
let backend: string;
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  const scopes = ["manage:usage:report", "manage:usage:write", "manage:customers:write", "manage:keys:write"];
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
  for (const external_id of ["user_42", "user_43"]) await made("POST /api/v1/customers", { external_id });
  await made("POST /api/v1/meters", {
    key: "tokens",
    event_type: type,
    aggregation: "sum",
    value_property: "usage.tokens",
    group_by: ["model"],
  });
});
beforeEach(() => {
  clock.advance(60_000);
});

const send = (target: string, body?: unknown, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body === undefined ? {} : { body }), ...call });
const made = async (target: string, body: object): Promise<Json> => {
  const answer = await send(target, body);
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const event = (own: object = {}) => ({
  specversion: "1.0",
  id: randomUUID(),
  source: "/images",
  type,
  subject: "user_42",
  time: new Date(clock.now()).toISOString(),
  data: { model: "small", usage: { tokens: 3 } },
  ...own,
});
const report = async (body: unknown, call: ApiCall = {}): Promise<Json> => {
  const answer = await send("POST /api/v1/usage", body, call);
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const stored = async (key = "tokens") => {
  const { rows } = await open().database.pool.query(
    `SELECT unit, groups, sum(value)::float8 AS value, sum(u.events)::int AS events FROM meter_usage u JOIN meters m ON m.id = u.meter_id
      WHERE m.key = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [key],
  );
  return rows as { unit: string; groups: string; value: number; events: number }[];
};
const total = async (key = "tokens") =>
  (await stored(key)).filter(({ unit }) => unit === "month").reduce((sum, { value }) => sum + value, 0);

describe("reporting usage", () => {
  it("tells of each event what became of it, and counts it in hours, days and months", async () => {
    const before = await total();
    const one = event();
    expect(await report(one)).toEqual({
      accepted: 1,
      duplicates: 0,
      refused: 0,
      results: [{ id: one.id, source: "/images", status: "accepted", meters: ["tokens"], reason: null }],
    });
    expect((await stored()).map(({ unit, groups }) => [unit, groups])).toEqual([
      ["hour", '["small"]'],
      ["day", '["small"]'],
      ["month", '["small"]'],
    ]);
    expect(await total()).toBe(before + 3);
  });

  it("counts what comes again once: later, in the same request, and at the same time", async () => {
    const before = await total();
    const same = event();
    const first = await report([same, same, event({ id: same.id, source: "/videos" })]);
    expect(first.results.map(({ status }: Json) => status)).toEqual(["accepted", "duplicate", "accepted"]);
    clock.advance(2 * 86_400_000);
    // It is acknowledged whatever it says now.
    expect((await report({ ...same, data: {} })).results[0].status).toBe("duplicate");
    const parallel = Array.from({ length: 40 }, () => event());
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, place) => report([...parallel.slice(place), ...parallel.slice(0, place)])),
    );
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(40);
    expect(await total()).toBe(before + 6 + 120);
  });

  it("refuses single events with the reason and counts the others", async () => {
    const day = 86_400_000;
    const at = (ms: number) => ({ time: new Date(clock.now() + ms).toISOString() });
    const wrong = [
      [{ specversion: "0.3" }, 'specversion must be "1.0"'],
      [{ id: "" }, "id must be 1 to 255 characters"],
      [{ subject: "nobody" }, "subject is no customer's external_id, nor the id of a key of theirs"],
      [{ subject: undefined }, "subject must be a customer's external_id or the id of a key of theirs"],
      [at(-35 * day - 1_000), "time is more than 35 days ago"],
      [at(5 * 60_000 + 1_000), "time is more than five minutes in the future"],
      [{ time: "yesterday" }, "time must be a time such as 2026-06-10T12:00:00Z (RFC 3339)"],
      [
        { data: { usage: { tokens: "many" } } },
        "data.usage.tokens must be a number of at most 15 digits before the point: the meter tokens reads it",
      ],
      [
        { data: { usage: { tokens: 1 }, text: "x".repeat(8_192) } },
        "data must be at most 8 KB as JSON, nested at most 32 deep",
      ],
    ] as const;
    const before = await total();
    const events = [...wrong.map(([own]) => event(own)), event(at(-35 * day + 60_000)), event(at(4 * 60_000)), 7];
    const { accepted, refused, results } = await report(events);
    expect(results.slice(0, wrong.length).map(({ status, reason }: Json) => [status, reason])).toEqual(
      wrong.map(([, reason]) => ["refused", reason]),
    );
    expect([accepted, refused, results.at(-1).reason]).toEqual([2, wrong.length + 1, "an event is a JSON object"]);
    expect(await total()).toBe(before + 6);
  });

  it("takes one event by headers, and a batch of its own media type", async () => {
    const before = await total();
    const headers = {
      "ce-specversion": "1.0",
      "ce-id": randomUUID(),
      "ce-source": "/images",
      "ce-type": type,
      "ce-subject": "user%5F43",
    };
    expect((await report({ model: "big", usage: { tokens: 4 } }, { headers })).results[0].status).toBe("accepted");
    expect((await report({ usage: { tokens: 4 } }, { headers })).results[0].status).toBe("duplicate");
    const batch = { "content-type": "application/cloudevents-batch+json; charset=utf-8" };
    expect((await report([event(), event()], { headers: batch })).accepted).toBe(2);
    expect((await report(event(), { headers: { "content-type": "application/cloudevents+json" } })).accepted).toBe(1);
    expect(await total()).toBe(before + 4 + 9);
  });

  it("takes a key of a customer for the customer", async () => {
    const { id } = await made("POST /api/v1/api-keys", {
      name: "Ada",
      product: "prompts",
      scopes: ["prompts:read"],
      external_id: "user_43",
    });
    const one = event({ subject: id });
    expect((await report(one)).results[0].status).toBe("accepted");
    const row = await runtime().database.prisma.usageEvent.findFirstOrThrow({ where: { id: one.id } });
    const customer = await runtime().database.prisma.customer.findFirstOrThrow({ where: { externalId: "user_43" } });
    expect(row.customerId).toBe(customer.id);
  });

  it("answers 400 to no events and to more than 1,000, and 413 to more than 1 MiB", async () => {
    for (const body of [[], Array.from({ length: 1_001 }, () => ({})), "{"]) {
      expect((await send("POST /api/v1/usage", body)).status).toBe(400);
    }
    const large = Array.from({ length: 1_000 }, () => event({ data: { text: "x".repeat(1_100) } }));
    expect((await send("POST /api/v1/usage", large)).status).toBe(413);
  });

  it("keeps sums exact where doubles do not, and counts highest and different values", async () => {
    for (const [key, aggregation] of [
      ["exact", "sum"],
      ["highest", "max"],
      ["different", "unique"],
    ] as const) {
      await made("POST /api/v1/meters", { key, event_type: `of.${key}`, aggregation, value_property: "n" });
    }
    const values = [0.1, 0.2, "0.3", -0.05, 0.1];
    await report([
      ...values.map((n) => event({ type: "of.exact", data: { n } })),
      ...values.map((n) => event({ type: "of.highest", data: { n } })),
    ]);
    expect([await total("exact"), await total("highest")]).toEqual([0.65, 0.3]);
    await report([event({ type: "of.highest", data: { n: 0.2 } }), event({ type: "of.highest", data: { n: 7 } })]);
    expect(await total("highest")).toBe(7);
    const seen = (n: unknown, subject: string, hours = 0) =>
      event({
        type: "of.different",
        subject,
        data: { n },
        time: new Date(clock.now() - hours * 3_600_000).toISOString(),
      });
    await report([seen("a", "user_42"), seen("a", "user_42", 1), seen("a", "user_43"), seen("b", "user_43")]);
    await Promise.all([report(seen("b", "user_43")), report([seen("c", "user_42"), seen("b", "user_43")])]);
    const { rows } = await open().database.pool.query(
      `SELECT unit::text, c.external_id, sum(value)::int AS value, sum(u.events)::int AS events FROM meter_usage u JOIN meters m ON m.id = u.meter_id
         LEFT JOIN customers c ON c.id = u.customer_id WHERE m.key = 'different' AND unit <> 'day' GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(rows.map(Object.values)).toEqual([
      ["hour", "user_42", 3, 3],
      ["hour", "user_43", 2, 4],
      ["hour", null, 4, 7],
      ["month", "user_42", 2, 3],
      ["month", "user_43", 2, 4],
      ["month", null, 3, 7],
    ]);
  });

  it("tells a bounded number of values of a property apart, and loses none of what the others used", async () => {
    await made("POST /api/v1/meters", {
      key: "calls",
      event_type: "of.calls",
      aggregation: "count",
      group_by: ["path"],
    });
    const of = (place: number) => event({ type: "of.calls", data: { path: `/${place}` } });
    await Promise.all(
      [0, 1, 2].map((part) => report(Array.from({ length: 100 }, (_, place) => of(part * 100 + place)))),
    );
    await report(of(999));
    const days = (await stored("calls")).filter(({ unit }) => unit === "day");
    expect(days).toHaveLength(201);
    expect(days.find(({ groups }) => groups === '["(other values)"]')?.events).toBe(101);
  });

  it("is refused to keys without its scope, and to those that manage some products", async () => {
    const { key } = await createManagementKey(admin.principal, { name: "Reader", scopes: ["manage:usage:read"] });
    expect((await send("POST /api/v1/usage", event(), { token: key })).status).toBe(403);
    const some = await createManagementKey(admin.principal, {
      name: "Some",
      scopes: ["manage:usage:report"],
      products: ["prompts"],
    });
    expect((await send("POST /api/v1/usage", event(), { token: some.key })).status).toBe(403);
  });

  it("counts on meters and customers of its own organization alone", async () => {
    const other = await createUser();
    await makeInstanceAdmin(other);
    const before = await total();
    const { results } = await report(event(), { token: other.token });
    expect(results[0]).toMatchObject({ status: "refused", reason: expect.stringContaining("no customer") });
    // The same name there is another event.
    const mine = event();
    await report(mine);
    expect((await send("POST /api/v1/customers", { external_id: "user_42" }, { token: other.token })).status).toBe(201);
    expect((await report(mine, { token: other.token })).results[0]).toMatchObject({ status: "accepted", meters: [] });
    expect(await total()).toBe(before + 3);
  });
});
