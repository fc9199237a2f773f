import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { again, join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const scopes = ["service:limits:take", "service:limits:read"];
const identifier = "user_42";

/** The first user to register administers the deployment. */
let first: TestUser;
let admin: TestUser;
let stranger: TestUser;
let service: string;
let path: string;
beforeAll(async () => {
  first = await createUser();
  const administrators = [await createUser(), await createUser()];
  for (const user of administrators) await makeInstanceAdmin(user);
  const [one, other] = [await again(administrators[0] as TestUser), await again(administrators[1] as TestUser)];
  [admin, stranger] = [one, other];
  service = (await createKey(admin, { name: "Renderer", scopes })).secret;
});
beforeEach(async () => {
  clock.advance(60_000);
  path = `/api/v1/limits/n${randomUUID()}`;
  await put(admin);
});

const send = (target: string, body?: object, token = service) => callApi(target, { token, ...(body ? { body } : {}) });
const settings = { windows: [{ name: "daily", limit: 10, per: "1d" }], concurrency: 1 };
const put = async ({ token }: TestUser) => expect((await send(`PUT ${path}`, settings, token)).status).toBe(200);
const left = async (token = service): Promise<number> =>
  (await send(`POST ${path}/peek`, { identifier }, token)).json.data.windows[0].remaining;

describe("a trusted service's key with the scopes of limits", () => {
  it("takes, peeks, reserves, settles, holds and releases in its organization's namespaces", async () => {
    expect((await send(`POST ${path}/take`, { identifier, cost: 3 })).json.data.allowed).toBe(true);
    const { reservation } = (await send(`POST ${path}/reservations`, { identifier, cost: 5 })).json.data;
    expect(await left()).toBe(2);
    expect((await send(`POST ${path}/reservations/${reservation.id}/settle`, { cost: 1 })).status).toBe(200);
    expect(await left()).toBe(6);
    const { lease } = (await send(`POST ${path}/leases`, { identifier })).json.data;
    expect((await send(`POST ${path}/leases`, { identifier })).json.data.allowed).toBe(false);
    expect((await send(`POST ${path}/leases/${lease.id}/renew`, {})).status).toBe(200);
    expect((await send(`DELETE ${path}/leases/${lease.id}`)).status).toBe(204);
    const back = (await send(`POST ${path}/reservations`, { identifier, cost: 2 })).json.data.reservation;
    expect((await send(`DELETE ${path}/reservations/${back.id}`)).status).toBe(204);
  });

  it("neither sees, sets, resets nor deletes limits, and verifies no keys", async () => {
    const asked = [
      await send("GET /api/v1/limits"),
      await send(`GET ${path}`),
      await send(`GET ${path}/leases`),
      await send(`GET ${path}/reservations`),
      await send(`PUT ${path}`, settings),
      await send(`POST ${path}/reset`, { identifier }),
      await send(`DELETE ${path}`),
      await send("POST /api/v1/keys/verify", { key: service }),
      await send("GET /api/v1/customers"),
    ];
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 403));
  });

  it("reports usage with a scope of its own, and with none of limits", async () => {
    const reporter = (await createKey(admin, { name: "Reporter", scopes: ["service:usage:report"] })).secret;
    const event = { specversion: "1.0", id: randomUUID(), source: "/renders", type: "com.example.rendered", data: {} };
    const report = async (token: string) => (await send("POST /api/v1/usage", [event], token)).status;
    expect([await report(reporter), await report(service)]).toEqual([200, 403]);
    expect((await send(`POST ${path}/take`, { identifier }, reporter)).status).toBe(403);
  });

  it("stays in its own organization, though keys of services verify those of all", async () => {
    const theirs = (await createKey(stranger, { name: "Theirs", scopes })).secret;
    const { lease } = (await send(`POST ${path}/leases`, { identifier })).json.data;
    const { reservation } = (await send(`POST ${path}/reservations`, { identifier, cost: 1 })).json.data;
    const statuses = async () => [
      (await send(`POST ${path}/leases/${lease.id}/renew`, {}, theirs)).status,
      (await send(`DELETE ${path}/leases/${lease.id}`, undefined, theirs)).status,
      (await send(`POST ${path}/reservations/${reservation.id}/settle`, { cost: 0 }, theirs)).status,
      (await send(`DELETE ${path}/reservations/${reservation.id}`, undefined, theirs)).status,
    ];
    expect((await send(`POST ${path}/take`, { identifier }, theirs)).status).toBe(404);
    expect(await statuses()).toEqual([404, 404, 404, 404]);
    await put(stranger);
    expect((await send(`POST ${path}/take`, { identifier, cost: 7 }, theirs)).status).toBe(200);
    expect(await statuses()).toEqual([404, 404, 404, 404]);
    expect([await left(), await left(theirs)]).toEqual([9, 3]);
  });

  it("is made by an administrator alone: by no other member, by no management key, by no template of others, and for no customer", async () => {
    const body = { name: "Renderer", scopes };
    const member = await createUser();
    expect((await send("POST /api/v1/api-keys", body, member.token)).status).toBe(403);
    const management = { name: "Backend", scopes: ["manage:keys:write"] };
    const login = { email: admin.email, password: testPassword };
    const { access_token } = (await callApi("POST /api/auth/login", { body: login })).json;
    const { key } = (await send("POST /api/v1/management-keys", management, access_token)).json as Json;
    expect((await send("POST /api/v1/api-keys", body, key)).status).toBe(403);
    const { id } = (await send("POST /api/v1/customers", { external_id: randomUUID() }, admin.token)).json.data;
    const ofCustomer = await send("POST /api/v1/api-keys", { ...body, customer_id: id }, admin.token);
    expect(ofCustomer.status).toBe(400);
    const template = { name: "Service", settings: { scopes } };
    const colleague = await join(admin, "admin");
    expect((await send("POST /api/v1/key-templates", template, colleague.token)).status).toBe(403);
    expect((await send("POST /api/v1/key-templates", template, admin.token)).status).toBe(201);
    expect((await send("POST /api/v1/api-keys", { name: "R", template: "Service" }, colleague.token)).status).toBe(403);
    expect((await send("POST /api/v1/api-keys", body, colleague.token)).status).toBe(403);
  });

  it("counts only while its maker administers the deployment", async () => {
    await setInstanceAdmin(first.principal, admin.id, false);
    expect((await send(`POST ${path}/take`, { identifier })).status).toBe(401);
    await setInstanceAdmin(first.principal, admin.id, true);
    expect((await send(`POST ${path}/take`, { identifier })).status).toBe(200);
  });
});
