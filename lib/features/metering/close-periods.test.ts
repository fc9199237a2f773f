import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { pruneMetering } from "@/lib/tenancy/metering-leftovers";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { closePeriods, closePeriodsInTime } from "./close-periods";

const { clock, open } = useTestRuntime();
const hour = 3_600_000;
const day = 24 * hour;

let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  for (const external_id of ["user_1", "user_2"]) await made("POST /api/v1/customers", { external_id });
  const common = { event_type: "of.use", value_property: "n", aggregation: "sum" };
  await made("POST /api/v1/meters", { ...common, key: "daily", period: "day" });
  await made("POST /api/v1/meters", { ...common, key: "monthly" });
});

const query = async (text: string, values: unknown[] = []) => (await open().database.pool.query(text, values)).rows;

const send = async (target: string, body?: unknown, call: ApiCall = {}) => {
  clock.advance(1_000);
  return callApi(target, { token: admin.token, ...(body === undefined ? {} : { body }), ...call });
};
const made = async (target: string, body: object): Promise<Json> => {
  const answer = await send(target, body);
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const use = async (subject: string, n: number, time?: string) => {
  const named = { specversion: "1.0", id: randomUUID(), source: "/s", type: "of.use", subject, data: { n } };
  expect((await send("POST /api/v1/usage", { ...named, ...(time ? { time } : {}) })).json.data.accepted).toBe(1);
};
const told = async (type: string): Promise<Json[]> =>
  (
    await query("SELECT data FROM events WHERE type = $1 ORDER BY created_at, data->>'period', data->>'from'", [type])
  ).map(({ data }) => data);
const totalsOf = ({ totals }: Json) =>
  totals.map(({ meter, external_id, value, previous_value }: Json) =>
    [meter, external_id, value, previous_value].filter((one) => one !== undefined),
  );

describe("a day that is over", () => {
  it("is told once, with the totals of each customer, an hour after its end, however many processes look", async () => {
    await use("user_1", 2);
    await use("user_1", 0.5);
    await use("user_2", 7);
    await closePeriods();
    expect(await told("usage.period_closed")).toEqual([]);
    clock.advance(Date.parse("2026-06-11T01:00:00.000Z") - clock.now());
    await Promise.all([closePeriods(), closePeriods(), closePeriods()]);
    const [event, ...others] = await told("usage.period_closed");
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      period: "day",
      from: "2026-06-10T00:00:00.000Z",
      to: "2026-06-11T00:00:00.000Z",
      version: 1,
      part: 1,
      parts: 1,
    });
    expect(totalsOf(event).toSorted()).toEqual([
      ["daily", "user_1", "2.5"],
      ["daily", "user_2", "7"],
    ]);
  });

  it("has a file with the totals of all meters", async () => {
    const { data } = (await send("GET /api/v1/usage/periods")).json;
    expect(data).toEqual([expect.objectContaining({ id: "day-2026-06-10", version: 1 })]);
    const file = await send("GET /api/v1/usage/periods/day-2026-06-10/file");
    expect(file.headers.get("content-disposition")).toContain("latchkey-usage-day-2026-06-10-v1.csv");
    const lines = file.text
      .trim()
      .split("\r\n")
      .map((line) => line.split(","));
    expect(lines[0]).toEqual(["period", "version", "meter", "customer_id", "external_id", "value", "events"]);
    expect(
      lines
        .slice(1)
        .map((line) => [line[2], line[4], line[5], line[6]].join(" "))
        .toSorted(),
    ).toEqual(["daily user_1 2.5 2", "daily user_2 7 1", "monthly user_1 2.5 2", "monthly user_2 7 1"]);
    expect((await send("GET /api/v1/usage/periods/day-2026-06-11/file")).status).toBe(404);
    expect((await send("GET /api/v1/usage/periods/day-2026-02-31/file")).status).toBe(404);
  });

  it("is corrected by late events, at most once an hour, and its file gets another version", async () => {
    await use("user_1", 1, "2026-06-10T23:59:59.999Z");
    await use("user_2", 0, "2026-06-10T10:00:00Z");
    await closePeriods();
    expect(await told("usage.period_corrected")).toEqual([]);
    clock.advance(hour);
    await Promise.all([closePeriods(), closePeriods()]);
    const [event, ...others] = await told("usage.period_corrected");
    expect(others).toEqual([]);
    expect(event).toMatchObject({ period: "day", from: "2026-06-10T00:00:00.000Z", version: 2 });
    expect(totalsOf(event).toSorted()).toEqual([
      ["daily", "user_1", "3.5", "2.5"],
      ["daily", "user_2", "7", "7"],
    ]);
    const { json } = await send("GET /api/v1/usage/periods?period=day");
    expect(json.data[0]).toMatchObject({ id: "day-2026-06-10", version: 2 });
    const file = JSON.parse((await send("GET /api/v1/usage/periods/day-2026-06-10/file?format=json")).text);
    expect([
      file.period.version,
      file.totals.find((one: Json) => one.meter === "daily" && one.external_id === "user_1").value,
    ]).toEqual([2, "3.5"]);
    await closePeriods();
    expect(await told("usage.period_corrected")).toHaveLength(1);
  });

  it("keeps its mark free for reports while its totals are written, and is corrected again by what comes meanwhile", async () => {
    // What marks the day while it is corrected does so the moment that its totals are written.
    await query(`CREATE FUNCTION report_meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN UPDATE late_usage_days SET marks = marks + 1; RETURN NULL; END $$`);
    await query(`CREATE TRIGGER report_meanwhile BEFORE INSERT ON usage_period_totals
                    FOR EACH STATEMENT EXECUTE FUNCTION report_meanwhile()`);
    await use("user_1", 0, "2026-06-10T12:00:00Z");
    clock.advance(hour);
    await closePeriods();
    expect(await told("usage.period_corrected")).toHaveLength(2);
    await query("DROP TRIGGER report_meanwhile ON usage_period_totals");
    expect(await query("SELECT day FROM late_usage_days")).toEqual([{ day: new Date("2026-06-10T00:00:00Z") }]);
    clock.advance(hour);
    await closePeriods();
    expect(await query("SELECT FROM late_usage_days")).toEqual([]);
  });

  it("is corrected also after the clock was set forward and back", async () => {
    clock.advance(3 * hour);
    await closePeriodsInTime();
    clock.advance(-hour);
    await use("user_2", 0, "2026-06-10T12:00:00Z");
    await closePeriodsInTime();
    expect(await query("SELECT FROM late_usage_days")).toEqual([]);
  });

  it("is told of also where nothing was used, and each that was missed", async () => {
    clock.advance(3 * day);
    await closePeriods();
    const days = (await told("usage.period_closed")).filter(({ period }) => period === "day");
    expect(days.map(({ from, totals }) => [from.slice(0, 10), totals.length])).toEqual([
      ["2026-06-10", 2],
      ["2026-06-11", 0],
      ["2026-06-12", 0],
      ["2026-06-13", 0],
    ]);
  });
});

describe("a month that is over", () => {
  /** What a late event of each customer leaves on a day. */
  const addLate = async (late: string) => {
    await query(
      `INSERT INTO meter_usage (meter_id, unit, bucket_start, customer_id, groups, value, events)
       SELECT meter_id, unit, date_trunc(unit::text, $1::timestamptz, 'UTC'), customer_id, to_jsonb(ARRAY[$2]), 1, 1
         FROM (SELECT DISTINCT meter_id, customer_id FROM meter_usage WHERE customer_id <> '') AS used,
              unnest('{day,month}'::meter_unit[]) AS unit`,
      [`${late}T00:00:00Z`, late],
    );
    await query("INSERT INTO late_usage_days SELECT DISTINCT organization_id, $1::timestamptz, 1 FROM meters", [
      `${late}T00:00:00Z`,
    ]);
  };

  it("is told with what all of its days came to, and corrected by late events of any of them", async () => {
    // Sessions last for a week.
    await query("UPDATE sessions SET expires_at = 'infinity'::timestamptz");
    clock.advance(Date.parse("2026-07-01T01:00:00.000Z") - clock.now());
    await closePeriods();
    const [event, ...others] = (await told("usage.period_closed")).filter(({ period }) => period === "month");
    expect([event.from, others]).toEqual(["2026-06-01T00:00:00.000Z", []]);
    expect(totalsOf(event).toSorted()).toEqual([
      ["monthly", "user_1", "3.5"],
      ["monthly", "user_2", "7"],
    ]);
    await addLate("2026-06-12");
    clock.advance(2 * hour);
    await closePeriods();
    const corrected = (await told("usage.period_corrected")).filter(({ period }) => period === "month");
    expect(corrected.flatMap(totalsOf).toSorted()).toEqual([
      ["monthly", "user_1", "4.5", "3.5"],
      ["monthly", "user_2", "8", "7"],
    ]);
  });

  it("is corrected at most once an hour, however many of its days late events come to, and whatever comes meanwhile", async () => {
    const starts = async (period: string) =>
      (await told("usage.period_corrected"))
        .filter((one) => one.period === period)
        .map(({ from }) => from.slice(5, 10));
    const [days, months] = [await starts("day"), await starts("month")];
    await addLate("2026-06-20");
    await closePeriods();
    expect([await starts("day"), await starts("month")]).toEqual([days, months]);
    await addLate("2026-06-21");
    clock.advance(hour);
    // What is used the moment that totals are written.
    await query(`CREATE FUNCTION use_meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN UPDATE meter_usage SET value = value + 1 WHERE unit = 'month'; RETURN NULL; END $$`);
    await query(`CREATE TRIGGER use_meanwhile BEFORE INSERT ON usage_period_totals
                    FOR EACH STATEMENT EXECUTE FUNCTION use_meanwhile()`);
    await closePeriods();
    await query("DROP TRIGGER use_meanwhile ON usage_period_totals");
    expect([await starts("day"), await starts("month")]).toEqual([
      [...days, "06-20", "06-21"],
      [...months, "06-01"],
    ]);
    clock.advance(hour);
    await closePeriods();
    expect([(await starts("day")).length, await starts("month")]).toEqual([
      days.length + 2,
      [...months, "06-01", "06-01"],
    ]);
    expect(await query("SELECT FROM late_usage_days")).toEqual([]);
  });

  it("says nothing of a customer who was deleted, and goes with its time", async () => {
    await query(
      "INSERT INTO metering_leftovers SELECT 'customer', id, '2026-01-01' FROM customers WHERE external_id = 'user_1'",
    );
    await pruneMetering(open().database.pool, clock.now());
    const names = await query("SELECT DISTINCT external_id FROM usage_period_totals ORDER BY 1");
    expect(names).toEqual([{ external_id: "user_2" }, { external_id: null }]);
    await pruneMetering(open().database.pool, clock.now() + 101 * day);
    expect(await query("SELECT period::text, count(*)::int FROM usage_periods GROUP BY 1")).toEqual([
      { period: "month", count: 1 },
    ]);
    await pruneMetering(open().database.pool, clock.now() + 801 * day);
    expect(await query("SELECT FROM usage_period_totals")).toEqual([]);
  });
});

it("an organization sees its own periods alone", async () => {
  const other = await createUser();
  await makeInstanceAdmin(other);
  expect((await send("GET /api/v1/usage/periods?period=month", undefined, { token: other.token })).json.data).toEqual(
    [],
  );
  expect((await send("GET /api/v1/usage/periods/month-2026-06/file", undefined, { token: other.token })).status).toBe(
    404,
  );
});
