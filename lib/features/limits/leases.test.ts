import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const scopes = ["manage:limits:take", "manage:limits:write"];

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
const put = async (settings: object) => expect((await send(`PUT ${path}`, settings)).status).toBe(200);
const acquire = async (wanted: object = {}): Promise<Json> => {
  const answer = await send(`POST ${path}/leases`, { identifier: "user_42", ...wanted });
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const release = async (id: string) => (await send(`DELETE ${path}/leases/${id}`)).status;
const renew = (id: string, ttl_seconds = 600) => send(`POST ${path}/leases/${id}/renew`, { ttl_seconds });
/** The database's clock cannot be moved; what it is compared with can. */
const expire = (id: string) =>
  runtime().database.pool.query("UPDATE limit_leases SET expires_at = clock_timestamp() WHERE id = $1", [id]);

describe("leases", () => {
  it("hold as many slots of an identifier as it may hold, until one is released", async () => {
    await put({ windows: [], concurrency: 3 });
    const first = await acquire({ slots: 2 });
    expect(first).toMatchObject({ allowed: true, identifier: "user_42", limit: 3, held: 2, retry_after: null });
    const refused = await acquire({ slots: 2, ttl_seconds: 5 });
    expect(refused).toMatchObject({ allowed: false, lease: null, limit: 3, held: 2 });
    expect(refused.retry_after).toBeGreaterThan(0);
    expect(refused.retry_after).toBeLessThanOrEqual(60);
    expect(await acquire({ identifier: "user_43", slots: 3 })).toMatchObject({ allowed: true, held: 3 });
    expect(await acquire({ slots: 4 })).toMatchObject({ allowed: false, retry_after: null });
    expect([await release(first.lease.id), await release(first.lease.id)]).toEqual([204, 404]);
    expect(await acquire({ slots: 3 })).toMatchObject({ allowed: true, held: 3 });
  });

  it("are never more than they may be, however many ask at once", async () => {
    await put({ windows: [], concurrency: 7 });
    const client = async (): Promise<boolean> => {
      const { status, json } = await send(`POST ${path}/leases`, { identifier: "user_42" });
      // On a busy machine a decision may come to no turn: then nothing was begun.
      return status === 503 ? client() : json.data.allowed;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, client));
    expect(answers.filter(Boolean)).toHaveLength(7);
    expect((await acquire()).held).toBe(7);
  });

  it("free their slots when they expire, and can be neither renewed nor released then", async () => {
    await put({ windows: [], concurrency: 1 });
    const { lease } = await acquire();
    expect((await acquire()).allowed).toBe(false);
    await expire(lease.id);
    expect([(await renew(lease.id)).status, await release(lease.id)]).toEqual([404, 404]);
    expect((await acquire()).allowed).toBe(true);
    expect((await renew(lease.id)).status).toBe(404);
  });

  it("go on from where they are renewed, for as long as that says", async () => {
    await put({ windows: [], concurrency: 1 });
    const { lease } = await acquire({ ttl_seconds: 60 });
    const renewed = await renew(lease.id, 600);
    expect(renewed.json.data).toMatchObject({ id: lease.id, identifier: "user_42", slots: 1 });
    const longerMs = Date.parse(renewed.json.data.expires_at) - Date.parse(lease.expires_at);
    expect(longerMs).toBeGreaterThanOrEqual(540_000);
    expect((await acquire()).retry_after).toBeGreaterThan(60);
  });

  it("that have expired are the next one's, also where their renewal comes at the same moment", async () => {
    await put({ windows: [], concurrency: 1 });
    let { lease } = await acquire();
    for (let round = 0; round < 10; round++) {
      await expire(lease.id);
      const [renewed, next] = await Promise.all([renew(lease.id), acquire()]);
      expect([renewed.status, next.allowed]).toEqual([404, true]);
      lease = next.lease;
    }
  });

  it("count by the override of their identifier, which leaves the windows as the namespace says", async () => {
    await put({
      windows: [{ name: "daily", limit: 1, per: "1d" }],
      concurrency: 1,
      overrides: [{ identifier: "team_*", concurrency: 2 }],
    });
    expect(await acquire({ identifier: "team_7", slots: 2 })).toMatchObject({ allowed: true, limit: 2 });
    expect(await acquire({ slots: 2 })).toMatchObject({ allowed: false, limit: 1 });
    const take = async () => (await send(`POST ${path}/take`, { identifier: "team_7" })).json.data.allowed;
    expect([await take(), await take()]).toEqual([true, false]);
  });

  it("are made once for an Idempotency-Key", async () => {
    await put({ windows: [], concurrency: 5 });
    const headers = { "idempotency-key": randomUUID() };
    const body = { identifier: "user_42" };
    const [first, second] = [
      await send(`POST ${path}/leases`, body, { headers }),
      await send(`POST ${path}/leases`, body, { headers }),
    ];
    expect(second.json.data.lease.id).toBe(first.json.data.lease.id);
    expect((await acquire()).held).toBe(2);
  });

  it("end with their namespace, and need one that says concurrency", async () => {
    await put({ windows: [], concurrency: 1 });
    const { lease } = await acquire();
    expect((await send(`POST ${path}/take`, { identifier: "user_42" })).status).toBe(409);
    expect((await send(`DELETE ${path}`)).status).toBe(204);
    expect([(await renew(lease.id)).status, await release(lease.id)]).toEqual([404, 404]);
    expect((await send(`POST ${path}/leases`, { identifier: "user_42" })).status).toBe(404);
    await put({ windows: [{ name: "daily", limit: 1, per: "1d" }] });
    expect((await send(`POST ${path}/leases`, { identifier: "user_42" })).status).toBe(409);
  });

  it("are another organization's to neither see, renew nor release, nor another namespace's", async () => {
    await put({ windows: [], concurrency: 1 });
    const { lease } = await acquire();
    const own = path;
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const { key: token } = await createManagementKey(stranger.principal, { name: "Other", scopes });
    expect((await send(`PUT ${path}`, { windows: [], concurrency: 1 }, { token })).status).toBe(200);
    const asked = async (base: string, call: ApiCall) => [
      (await send(`POST ${base}/leases/${lease.id}/renew`, {}, call)).status,
      (await send(`DELETE ${base}/leases/${lease.id}`, undefined, call)).status,
    ];
    expect(await asked(own, { token })).toEqual([404, 404]);
    path = `${own}-two`;
    await put({ windows: [], concurrency: 1 });
    expect(await asked(path, {})).toEqual([404, 404]);
    path = own;
    expect((await acquire()).held).toBe(1);
  });

  it.each([
    ["no slots", { identifier: "a", slots: 0 }],
    ["no time", { identifier: "a", ttl_seconds: 0 }],
    ["more than a day", { identifier: "a", ttl_seconds: 86_401 }],
    ["no identifier", {}],
  ])("400 for %s", async (_, body) => {
    await put({ windows: [], concurrency: 1 });
    expect((await send(`POST ${path}/leases`, body)).status).toBe(400);
  });
});
