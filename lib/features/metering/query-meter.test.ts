import { beforeAll, describe, expect, it } from "vitest";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { randomFrom } from "@/lib/testing/random-from";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const type = "com.example.used";
const customers = ["user_1", "user_2", "user_3"];
const nowMs = Date.parse(testStart);
const day = 86_400_000;

let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  for (const external_id of customers) await made("POST /api/v1/customers", { external_id });
  const common = { event_type: type, value_property: "n" };
  await made("POST /api/v1/meters", {
    key: "counted",
    event_type: type,
    aggregation: "count",
    group_by: ["model", "at.region"],
  });
  for (const aggregation of ["sum", "max"])
    await made("POST /api/v1/meters", { ...common, key: aggregation, aggregation, group_by: ["model"] });
  await made("POST /api/v1/meters", { ...common, key: "unique", aggregation: "unique" });
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
type Row = { start: string; group: string | null; external_id: string | null; value: string; events: number };
const ask = async (key: string, query: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const answer = await send(
      `GET /api/v1/meters/${key}/query?from=2026-05-01&limit=40&${query}${cursor && `&cursor=${cursor}`}`,
    );
    expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
    rows.push(...answer.json.data);
    cursor = answer.json.next_cursor;
  }
  return rows;
};

type Used = { id: string; subject: string; atMs: number; data: { n: number; model?: string; at: { region: string } } };
const models = ["small", "big", undefined];

/** Events of the last 35 days, with figures of up to two decimals. */
function usedAtRandom(count: number): Used[] {
  const random = randomFrom(7);
  const pick = <Value>(values: readonly Value[]) => values[random(values.length)] as Value;
  return Array.from({ length: count }, (_, place) => {
    const model = pick(models);
    return {
      id: `evt-${place}`,
      subject: pick(customers),
      atMs: nowMs - random(34.9 * day),
      data: {
        n: (random(2_000) - 300) / 100,
        ...(model ? { model } : {}),
        at: { region: pick(["eu", "us"]) },
      },
    };
  });
}

/** What a meter must say, added up from the events themselves, in whole hundredths. */
function recomputed(used: readonly Used[], key: string, window: string, groupOf: (one: Used) => string | null): Row[] {
  const windows = new Map<string, Used[]>();
  for (const one of used) {
    const at = new Date(one.atMs).toISOString();
    const start =
      window === "hour"
        ? `${at.slice(0, 13)}:00:00.000Z`
        : window === "day"
          ? `${at.slice(0, 10)}T00:00:00.000Z`
          : `${at.slice(0, 7)}-01T00:00:00.000Z`;
    const name = JSON.stringify([start, groupOf(one)]);
    windows.set(name, [...(windows.get(name) ?? []), one]);
  }
  return [...windows].map(([name, ones]) => {
    const [start, group] = JSON.parse(name);
    const hundredths = ones.map(({ data }) => Math.round(data.n * 100));
    const value = {
      counted: ones.length,
      sum: hundredths.reduce((sum, n) => sum + n, 0) / 100,
      max: Math.max(...hundredths) / 100,
      unique: new Set(hundredths).size,
    }[key];
    return { start, group, external_id: null, value: String(value), events: ones.length };
  });
}

const sorted = (rows: readonly Row[]) =>
  rows
    .map(({ start, group, external_id, value, events }) => JSON.stringify([start, group ?? external_id, value, events]))
    .toSorted();

describe("what a meter answers", () => {
  it("is exactly what the events come to, whatever their order, and how often and at the same time they were sent", async () => {
    const used = usedAtRandom(400);
    const random = randomFrom(11);
    const shuffled = () =>
      used
        .map((one) => ({ one, at: random(1e9) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one);
    const events = [...shuffled(), ...shuffled().slice(0, 200)].map(({ id, subject, atMs, data }) => ({
      specversion: "1.0",
      id,
      source: "/s",
      type,
      subject,
      time: new Date(atMs).toISOString(),
      data,
    }));
    const batches = Array.from({ length: 12 }, (_, place) => events.slice(place * 50, (place + 1) * 50));
    for (let at = 0; at < batches.length; at += 4) {
      await Promise.all(
        batches
          .slice(at, at + 4)
          .map(async (batch) => expect((await send("POST /api/v1/usage", batch)).json.data.refused).toBe(0)),
      );
    }
    const groups = {
      "": () => null,
      customer: ({ subject }: Used) => subject,
      model: ({ data }: Used) => data.model ?? null,
    };
    for (const key of ["counted", "sum", "max", "unique"]) {
      for (const window of ["hour", "day", "month"]) {
        for (const [group, of] of Object.entries(groups)) {
          if (key === "unique" && group === "model") continue;
          const asked = sorted(await ask(key, `window=${window}${group && `&group=${group}`}`));
          expect([key, window, group, asked]).toEqual([key, window, group, sorted(recomputed(used, key, window, of))]);
        }
        const own = used.filter(({ subject }) => subject === "user_2");
        expect(sorted(await ask(key, `window=${window}&externalId=user_2`))).toEqual(
          sorted(recomputed(own, key, window, () => null)),
        );
      }
    }
    expect(sorted(await ask("counted", "group=at.region"))).toEqual(
      sorted(recomputed(used, "counted", "day", ({ data }) => data.at.region)),
    );
    const data = (await send("GET /api/v1/meters/sum/query?from=2026-05-01&window=month")).json;
    expect(data.total).toBe(String(used.reduce((sum, { data }) => sum + Math.round(data.n * 100), 0) / 100));
    expect((await send("GET /api/v1/meters/unique/query")).json.total).toBeNull();
  }, 240_000);

  it("is the same as a file", async () => {
    const rows = await ask("sum", "window=day&group=customer");
    const target = "GET /api/v1/meters/sum/export?from=2026-05-01&group=customer";
    const csv = await send(target);
    expect(csv.headers.get("content-disposition")).toMatch(/latchkey-sum-2026-05-01-to-2026-06-\d\d\.csv/);
    const [head, ...lines] = csv.text.trim().split("\r\n");
    expect(head).toBe("start,group,customer_id,external_id,value,events");
    expect(lines.map((line) => line.split(",").slice(3))).toEqual(
      rows.map((row) => [row.external_id, row.value, String(row.events)]),
    );
    expect(JSON.parse((await send(`${target}&format=json`)).text).rows).toEqual(rows);
  });

  it("covers whole windows: of a day that is named all of it", async () => {
    const data = (await send("GET /api/v1/meters/sum/query?from=2026-06-01T10:00:00Z&to=2026-06-02")).json;
    expect([data.from, data.to]).toEqual(["2026-06-01T00:00:00.000Z", "2026-06-03T00:00:00.000Z"]);
    const usual = (await send("GET /api/v1/meters/sum/query?window=month")).json;
    expect([usual.from, usual.to]).toEqual(["2025-07-01T00:00:00.000Z", "2026-07-01T00:00:00.000Z"]);
  });

  it.each([
    ["group=region", "group"],
    ["from=2026-06-02&to=2026-06-01", "to"],
    ["window=hour&from=2026-01-01", "from"],
    ["cursor=abc", "cursor"],
  ])("is a 400 for %s", async (query, path) => {
    const { status, json } = await send(`GET /api/v1/meters/sum/query?${query}`);
    expect([status, json.errors[0].field]).toEqual([400, path]);
  });

  it("holds a deleted customer's figures under their id alone, and nothing of another organization", async () => {
    const before = await ask("sum", "window=month&group=customer");
    const { rows } = await open().database.pool.query("SELECT id FROM customers WHERE external_id = 'user_3'");
    expect((await send(`DELETE /api/v1/customers/${rows[0].id}`)).status).toBe(204);
    const after = await ask("sum", "window=month&group=customer");
    expect(after.map(({ value }) => value)).toEqual(before.map(({ value }) => value));
    expect(new Set(after.map(({ external_id }) => external_id))).toEqual(new Set(["user_1", "user_2", null]));
    expect(await ask("sum", "externalId=user_3")).toEqual([]);
    const other = await createUser();
    await makeInstanceAdmin(other);
    for (const what of ["query", "export"]) {
      expect((await send(`GET /api/v1/meters/sum/${what}`, undefined, { token: other.token })).status).toBe(404);
    }
  });
});
