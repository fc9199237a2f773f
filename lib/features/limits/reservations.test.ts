import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { keepReservations } from "./background";

const { clock } = useTestRuntime();
const scopes = ["manage:limits:take", "manage:limits:read", "manage:limits:write"];
const daily = (limit: number) => ({ name: "daily", limit, per: "1d" });

let backend: string;
let path: string;
beforeAll(async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
});
beforeEach(() => {
  clock.advance(60_000);
  path = `/api/v1/limits/n${randomUUID()}`;
});

const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
const put = async (...windows: object[]) => expect((await send(`PUT ${path}`, { windows })).status).toBe(200);
const reserve = async (cost: number, more: object = {}): Promise<Json> => {
  const answer = await send(`POST ${path}/reservations`, { identifier: "user_42", cost, ...more });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const settle = (id: string, cost: number, call: ApiCall = {}) =>
  send(`POST ${path}/reservations/${id}/settle`, { cost }, call);
const giveBack = async (id: string) => (await send(`DELETE ${path}/reservations/${id}`)).status;
const left = async (): Promise<number[]> => {
  const { json } = await send(`POST ${path}/peek`, { identifier: "user_42" });
  return json.data.windows.map(({ remaining }: Json) => remaining);
};
const take = async (cost = 1): Promise<boolean> =>
  (await send(`POST ${path}/take`, { identifier: "user_42", cost })).json.data.allowed;
/** The database's clock cannot be moved; what it is compared with can. */
const expire = (id: string) =>
  runtime().database.pool.query("UPDATE limit_reservations SET expires_at = clock_timestamp() WHERE id = $1", [id]);
/** What a process reads that begins with what is stored. */
const stored = async () => {
  const { rows } = await runtime().database.pool.query<{ sum: number }>(
    `SELECT sum(count)::int AS sum FROM limit_slices JOIN limit_namespaces n ON subject LIKE 'ns:' || n.id || ':%'
      WHERE n.name = $1`,
    [path.split("/").at(-1)],
  );
  return rows[0]?.sum;
};

describe("a reservation", () => {
  it("counts at once in every window, or in none, beside what is taken", async () => {
    await put(daily(10), { name: "hourly", limit: 6, per: "1h", sliding: true });
    const first = await reserve(5);
    expect(first).toMatchObject({ allowed: true, reservation: { status: "held", reserved: 5, cost: null } });
    expect(await left()).toEqual([5, 1]);
    expect(await reserve(2)).toMatchObject({ allowed: false, denied_by: "hourly", reservation: null });
    expect([await take(), await take()]).toEqual([true, false]);
    expect(await left()).toEqual([4, 0]);
  });

  it("settled for less gives the rest back, once, and is answered alike when it is settled so again", async () => {
    await put(daily(10));
    const { reservation } = await reserve(8);
    const settled = await settle(reservation.id, 3);
    expect(settled.json.data).toMatchObject({ id: reservation.id, status: "settled", reserved: 8, cost: 3 });
    expect(settled.json.data.windows).toEqual([expect.objectContaining({ remaining: 7, excess: 0 })]);
    expect((await settle(reservation.id, 3)).json.data).toEqual(settled.json.data);
    expect((await settle(reservation.id, 4)).status).toBe(409);
    expect(await giveBack(reservation.id)).toBe(409);
    expect([await left(), await stored()]).toEqual([[7], 3]);
    expect([await take(7), await take()]).toEqual([true, false]);
  });

  it("of a namespace whose windows were taken away is settled all the same, and told without windows", async () => {
    await put(daily(10));
    const { reservation } = await reserve(8);
    const leases = await send(`PUT ${path}`, { windows: [], concurrency: 1 });
    expect(leases.status).toBe(200);
    const settled = await settle(reservation.id, 3);
    expect([settled.status, settled.json.data]).toEqual([200, expect.objectContaining({ cost: 3, windows: [] })]);
    expect((await settle(reservation.id, 3)).json.data).toEqual(settled.json.data);
  });

  it("settled for more counts beyond the limit, says by how much, and lets nothing in after that", async () => {
    await put(daily(10), { name: "yearly", limit: 100, per: "365d" });
    const { reservation } = await reserve(8);
    const { windows } = (await settle(reservation.id, 25)).json.data;
    expect(windows.map(({ remaining, excess }: Json) => [remaining, excess])).toEqual([
      [0, 15],
      [75, 0],
    ]);
    expect([await take(), (await reserve(1)).allowed]).toEqual([false, false]);
    expect(await stored()).toBe(50);
    clock.advance(86_400_000);
    expect([await take(10), await take()]).toEqual([true, false]);
  });

  it("gives all back, as often as it is asked to, and is not settled after that", async () => {
    await put(daily(10));
    const { reservation } = await reserve(10);
    expect([await giveBack(reservation.id), await giveBack(reservation.id)]).toEqual([204, 204]);
    expect([await left(), await stored()]).toEqual([[10], 0]);
    expect((await settle(reservation.id, 1)).status).toBe(409);
  });

  it("that was abandoned is given back when its time is over, once, and is neither settled nor counted after that", async () => {
    await put(daily(10));
    const { reservation } = await reserve(10, { ttl_seconds: 60 });
    await keepReservations();
    expect(await left()).toEqual([0]);
    await expire(reservation.id);
    const late = await settle(reservation.id, 3);
    expect([late.status, late.text]).toEqual([409, expect.stringContaining("expired")]);
    await Promise.all([keepReservations(), keepReservations(), keepReservations()]);
    expect([await left(), await stored()]).toEqual([[10], 0]);
    expect([(await settle(reservation.id, 3)).status, await giveBack(reservation.id)]).toEqual([409, 204]);
    expect(await left()).toEqual([10]);
  });

  it("gives back to the windows that it was taken from, and to none that began since", async () => {
    await put({ name: "minutely", limit: 10, per: "1m" }, daily(100));
    const { reservation } = await reserve(10);
    clock.advance(60_000);
    expect(await take(4)).toBe(true);
    await settle(reservation.id, 2);
    expect(await left()).toEqual([6, 94]);
  });

  it("of many at once never takes more than the limit, and leaves what was settled", async () => {
    await put(daily(20));
    // On a busy machine a decision may come to no turn: then nothing was begun.
    const untilDone = async (ask: () => ReturnType<typeof send>): Promise<Json> => {
      const answer = await ask();
      return answer.status === 503 ? untilDone(ask) : answer.json?.data;
    };
    const body = { identifier: "user_42", cost: 2 };
    const asked = Array.from({ length: 30 }, () => untilDone(() => send(`POST ${path}/reservations`, body)));
    const ids = (await Promise.all(asked)).flatMap(({ reservation }) => (reservation ? [reservation.id] : []));
    expect([ids.length, await left()]).toEqual([10, [0]]);
    const end = (id: string) => send(`DELETE ${path}/reservations/${id}`);
    await Promise.all(ids.map((id, place) => untilDone(() => (place % 2 ? settle(id, 1) : end(id)))));
    expect([await left(), await stored()]).toEqual([[15], 5]);
  });

  it("is made once for an Idempotency-Key", async () => {
    await put(daily(10));
    const call = { headers: { "idempotency-key": randomUUID() } };
    const body = { identifier: "user_42", cost: 4 };
    const [first, second] = [
      await send(`POST ${path}/reservations`, body, call),
      await send(`POST ${path}/reservations`, body, call),
    ];
    expect(second.json.data.reservation.id).toBe(first.json.data.reservation.id);
    expect(await left()).toEqual([6]);
  });

  it("that could not be stored is not counted", async () => {
    await put(daily(10));
    const { pool } = runtime().database;
    await pool.query("ALTER TABLE limit_reservations RENAME TO away");
    try {
      expect((await send(`POST ${path}/reservations`, { identifier: "user_42", cost: 4 })).status).toBe(500);
    } finally {
      await pool.query("ALTER TABLE away RENAME TO limit_reservations");
    }
    expect([await left(), await stored()]).toEqual([[10], null]);
  });

  it("ends with its namespace, and needs one with windows", async () => {
    await put(daily(10));
    const { reservation } = await reserve(1);
    expect((await send(`DELETE ${path}`)).status).toBe(204);
    expect([(await settle(reservation.id, 1)).status, await giveBack(reservation.id)]).toEqual([404, 404]);
    expect((await send(`POST ${path}/reservations`, { identifier: "user_42" })).status).toBe(404);
    expect((await send(`PUT ${path}`, { windows: [], concurrency: 1 })).status).toBe(200);
    expect((await send(`POST ${path}/reservations`, { identifier: "user_42" })).status).toBe(409);
  });

  it("is another organization's to neither see, settle nor give back, nor another namespace's", async () => {
    await put(daily(10));
    const { reservation } = await reserve(10);
    const own = path;
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { key: token } = await createManagementKey(stranger.principal, { name: "Other", scopes });
    expect((await send(`PUT ${path}`, { windows: [daily(10)] }, { token })).status).toBe(200);
    const asked = async (base: string, call: ApiCall) => [
      (await send(`POST ${base}/reservations/${reservation.id}/settle`, { cost: 1 }, call)).status,
      (await send(`DELETE ${base}/reservations/${reservation.id}`, undefined, call)).status,
    ];
    expect(await asked(own, { token })).toEqual([404, 404]);
    path = `${own}-two`;
    await put(daily(10));
    expect(await asked(path, {})).toEqual([404, 404]);
    path = own;
    expect(await left()).toEqual([0]);
  });

  it.each([
    ["no cost", { identifier: "a", cost: 0 }],
    ["no time", { identifier: "a", ttl_seconds: 0 }],
    ["more than a day", { identifier: "a", ttl_seconds: 86_401 }],
    ["no identifier", {}],
  ])("400 for %s", async (_, body) => {
    await put(daily(10));
    expect((await send(`POST ${path}/reservations`, body)).status).toBe(400);
  });
});
