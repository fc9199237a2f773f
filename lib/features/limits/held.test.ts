import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const backendOf = async (...scopes: string[]) => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  return (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
};

let backend: string;
let stranger: string;
beforeAll(async () => {
  backend = await backendOf("manage:limits:take", "manage:limits:read", "manage:limits:write");
  stranger = await backendOf("manage:limits:take", "manage:limits:read", "manage:limits:write");
});

let path: string;
const settings = { windows: [{ name: "daily", limit: 100, per: "1d" }], concurrency: 100 };
beforeEach(async () => {
  clock.advance(60_000);
  path = `/api/v1/limits/n${randomUUID()}`;
  expect((await send(`PUT ${path}`, settings)).status).toBe(200);
});

const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
/** Both are held by an identifier for a time, and are listed and read alike. */
const kinds = [
  ["leases", "lease", { slots: 2 }],
  ["reservations", "reservation", { cost: 2 }],
] as const;

describe.each(kinds)("the list of %s", (list, one, wanted) => {
  const hold = async (identifier: string): Promise<Json> =>
    (await send(`POST ${path}/${list}`, { identifier, ...wanted })).json.data[one];
  const told = async (query = "", call: ApiCall = {}) =>
    (await send(`GET ${path}/${list}${query}`, undefined, call)).json;
  const idsOf = ({ data }: Json): string[] => data.map(({ id }: Json) => id);

  it("tells what is held, newest first, a page at a time", async () => {
    const held: Json[] = [];
    for (const identifier of ["user_1", "user_2", "user_3"]) held.unshift(await hold(identifier));
    expect((await told()).data).toEqual(held);
    const first = await told("?limit=2");
    expect(idsOf(first)).toEqual(idsOf({ data: held.slice(0, 2) }));
    const rest = await told(`?limit=2&cursor=${first.next_cursor}`);
    expect([idsOf(rest), rest.next_cursor]).toEqual([[held[2].id], null]);
    expect((await send(`GET ${path}/${list}?cursor=none`)).status).toBe(400);
  });

  it("tells those of one identifier", async () => {
    await hold("user_1");
    const { id } = await hold("user_2");
    expect(idsOf(await told("?identifier=user_2"))).toEqual([id]);
    expect(idsOf(await told("?identifier=user_9"))).toEqual([]);
  });

  it("tells nothing that was given back, or whose time is over", async () => {
    const [released, over, held] = [await hold("user_1"), await hold("user_1"), await hold("user_1")];
    expect((await send(`DELETE ${path}/${list}/${released.id}`)).status).toBe(204);
    // The database's clock cannot be moved; what it is compared with can.
    const { pool } = runtime().database;
    await pool.query(`UPDATE limit_${list} SET expires_at = clock_timestamp() WHERE id = $1`, [over.id]);
    expect(idsOf(await told())).toEqual([held.id]);
  });

  it("is another organization's not to see, nor another namespace's, and needs the scope that reads", async () => {
    const { id } = await hold("user_1");
    const asked = async (base: string, call: ApiCall = {}) => {
      const { status, json } = await send(`GET ${base}/${list}`, undefined, call);
      return status === 200 ? idsOf(json) : status;
    };
    expect(await asked(path, { token: stranger })).toBe(404);
    expect((await send(`PUT ${path}`, settings, { token: stranger })).status).toBe(200);
    expect((await send(`PUT ${path}-two`, settings)).status).toBe(200);
    expect([await asked(path, { token: stranger }), await asked(`${path}-two`)]).toEqual([[], []]);
    expect(await asked(`${path}-three`)).toBe(404);
    expect(await asked(path, { token: await backendOf("manage:limits:take") })).toBe(403);
    expect(await asked(path)).toEqual([id]);
  });
});

it("a list of leases leaves out what a plan's calls hold, which no namespace has", async () => {
  const { rows } = await runtime().database.pool.query<{ id: string }>("SELECT id FROM organizations LIMIT 1");
  await runtime().database.pool.query(
    `INSERT INTO limit_leases (id, organization_id, asked_by, identifier, slots, expires_at)
     VALUES ($1, $2, 'key', 'customer', 1, clock_timestamp() + interval '1 hour')`,
    [`hld_${randomUUID()}`, rows[0]?.id],
  );
  expect((await send(`GET ${path}/leases`)).json.data).toEqual([]);
});
