import { beforeAll, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { inPortal, makePortalKey, newPortalKey, passes, usePictor } from "@/lib/testing/pictor-portals";
import { createCustomer, createPortalLink, openTestEmbed, openTestPortal } from "@/lib/testing/portal";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const { current, ask, open, keyFor } = usePictor(clock);

let admin: TestUser;
let backend: string;
let imagesOnly: string;
beforeAll(() => {
  ({ admin, backend, imagesOnly } = current());
});

describe("keys in a portal", () => {
  it("are listed, made, replaced and revoked, each as one of the customer's, and the session is named for it", async () => {
    const portal = await open({ scopes: ["images:read", "films:read"] });
    const given = await keyFor(portal.customer, ["images:write"], { description: "internal note", tags: ["vip"] });
    const made = await makePortalKey(portal, { environment: "development", expires_in_days: 30 });
    expect(made.key).toMatch(/^img_test_/);
    const verdict = await callApi("POST /api/v1/keys/verify", { token: admin.token, body: { key: made.key } });
    expect(verdict.json.data).toMatchObject({ valid: true, customer: { id: portal.customer.id } });
    const list = await inPortal(portal, "GET /portal/api/keys");
    expect(list.json.data.map(({ id }: Json) => id).toSorted()).toEqual([made.data.id, given.data.id].toSorted());
    expect(list.text).not.toMatch(/internal note|vip|plainKey|createdBy|"key"/);
    const rotated = await inPortal(portal, `POST /portal/api/keys/${given.data.id}/rotate`, {});
    expect([rotated.status, rotated.json.data.scopes]).toEqual([201, ["images:write"]]);
    expect([await passes(given.key), await passes(rotated.json.key)]).toEqual([401, 200]);
    expect((await inPortal(portal, `DELETE /portal/api/keys/${made.data.id}`)).status).toBe(204);
    expect(await passes(made.key, { headers: {} })).toBe(401);
    const events = await runtime().database.prisma.event.findMany({ where: { credentialId: portal.id } });
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      "key.created",
      "key.revoked",
      "key.rotated",
      "portal.session_opened",
    ]);
  });

  it("say what is left of their own credits, and the customer's limits what is left of theirs, after each request", async () => {
    const refill = { amount: 9, on: 1 };
    const portal = await open({ customer: await createCustomer(admin, { credits: { remaining: 7, refill } }) });
    const given = await keyFor(portal.customer, ["images:read"], { credits: { remaining: 3 } });
    const told = async () => {
      const [key] = (await inPortal(portal, "GET /portal/api/keys")).json.data;
      const { data, credits } = (await inPortal(portal, "GET /portal/api/limits")).json;
      return { data, ofKey: key.credits, ofCustomer: credits };
    };
    expect(await told()).toMatchObject({
      data: [],
      ofKey: { remaining: 3, refill: null },
      ofCustomer: { remaining: 7, refill },
    });
    expect(await passes(given.key)).toBe(200);
    expect(await told()).toMatchObject({ ofKey: { remaining: 2 }, ofCustomer: { remaining: 6 } });
    const none = await open();
    await keyFor(none.customer);
    expect((await inPortal(none, "GET /portal/api/keys")).json.data[0].credits).toBeNull();
    expect((await inPortal(none, "GET /portal/api/limits")).json).toEqual({ data: [], credits: null });
  });

  it("end when they would have, however often they are replaced there, whatever life was chosen for them", async () => {
    const portal = await open();
    const given = await keyFor(portal.customer, ["images:write"], { expires_in_days: 14 });
    const { expires_at: end } = (await inPortal(portal, "GET /portal/api/keys")).json.data[0];
    let last = given.data.id;
    for (const grace_period_seconds of [0, 3_600]) {
      clock.advance(60_000);
      const { json } = await inPortal(portal, `POST /portal/api/keys/${last}/rotate`, { grace_period_seconds });
      expect([json.data.expires_at, json.data.scopes]).toEqual([end, ["images:write"]]);
      last = json.data.id;
    }
  });

  it("hold only what the session may give, and none are made without that", async () => {
    const portal = await open();
    for (const scopes of [["images:write"], ["images:read", "images:write"], ["films:read"]]) {
      const answer = await inPortal(portal, "POST /portal/api/keys", { ...newPortalKey, scopes });
      expect([scopes, answer.status]).toEqual([scopes, 403]);
    }
    const unknown = { ...newPortalKey, scopes: ["images:fly"] };
    expect((await inPortal(portal, "POST /portal/api/keys", unknown)).status).toBe(400);
    const none = await open({ scopes: [] });
    expect((await inPortal(none, "POST /portal/api/keys", newPortalKey)).status).toBe(403);
    const bare = { name: "Bare", environment: "production", scopes: [] };
    expect((await inPortal(portal, "POST /portal/api/keys", bare)).status).toBe(400);
    const named = { ...newPortalKey, external_id: "somebody" };
    expect((await inPortal(portal, "POST /portal/api/keys", named)).status).toBe(400);
  });

  it("are no more than the session allows, however many are asked for at once, and twice as many while they are replaced", async () => {
    const portal = await open({ max_keys: 2 });
    const asked = [1, 2, 3, 4].map(() => inPortal(portal, "POST /portal/api/keys", newPortalKey));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 201, 409, 409]);
    const rotate = async () => {
      const { data } = (await inPortal(portal, "GET /portal/api/keys")).json;
      const { id } = data.find(({ replaced_by }: Json) => replaced_by === null);
      return (await inPortal(portal, `POST /portal/api/keys/${id}/rotate`, { grace_period_seconds: 604_800 })).status;
    };
    expect([await rotate(), await rotate(), await rotate()]).toEqual([201, 201, 409]);
  });

  it("are made once, though the next session asks again for what the one before it got no answer to", async () => {
    const { customer } = await open();
    const make = async (wanted: object) => {
      const { headers } = await openTestEmbed(admin, { customer, scopes: ["images:read"], ...wanted }, backend);
      const call = { headers: { ...headers, "idempotency-key": "one-try" }, body: newPortalKey };
      const { status, json } = await callApi("POST /api/v1/portal/keys", call);
      expect(status).toBe(201);
      return json.data.id;
    };
    const first = await make({});
    expect(await make({})).toBe(first);
    // A session on other terms is no other try of the same.
    const others = [await make({ scopes: ["images:read", "images:write"] }), await make({ max_keys: 7 })];
    expect(new Set([first, ...others])).toHaveProperty("size", 3);
    const elsewhere = await openTestEmbed(admin, { scopes: ["images:read"] }, backend);
    const call = { headers: { ...elsewhere.headers, "idempotency-key": "one-try" }, body: newPortalKey };
    expect((await callApi("POST /api/v1/portal/keys", call)).json.data.id).not.toBe(first);
  });

  it("of another customer, of the organization itself and of another organization are not there", async () => {
    const portal = await open();
    const [other, own] = [
      await keyFor(await createCustomer(admin)),
      await callApi("POST /api/v1/api-keys", { token: backend, body: { name: "Own", scopes: ["images:read"] } }),
    ];
    const stranger = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(stranger);
    const foreign = await openTestPortal(stranger, { scopes: ["images:read"] });
    const theirs = await makePortalKey(foreign);
    for (const { data, key } of [other, own.json, theirs]) {
      for (const [target, body] of [
        [`DELETE /portal/api/keys/${data.id}`],
        [`POST /portal/api/keys/${data.id}/rotate`, {}],
        [`GET /portal/api/usage?key=${data.id}`],
      ] as const) {
        expect([target, (await inPortal(portal, target, body)).status]).toEqual([target, 404]);
      }
      expect(await passes(key, { address: "198.51.100.8" })).toBe(200);
    }
    expect((await inPortal(portal, "GET /portal/api/keys")).json.data).toEqual([]);
  });

  it("of products that the management key of the session does not manage are not there either", async () => {
    const customer = await createCustomer(admin);
    const film = await keyFor(customer, ["films:read"]);
    const image = await keyFor(customer);
    const portal = await open({ customer }, imagesOnly);
    const { data } = (await inPortal(portal, "GET /portal/api/keys")).json;
    expect(data.map(({ id }: Json) => id)).toEqual([image.data.id]);
    expect((await inPortal(portal, `POST /portal/api/keys/${film.data.id}/rotate`, {})).status).toBe(404);
    expect((await ask({ external_id: customer.external_id, scopes: ["films:read"] }, imagesOnly)).status).toBe(403);
    const { id } = await createPortalLink(backend, { external_id: customer.external_id });
    expect((await callApi(`DELETE /api/v1/portal/sessions/${id}`, { token: imagesOnly })).status).toBe(404);
  });
});

describe("usage and limits in a portal", () => {
  it("are the customer's own: requests of all their keys, ended ones too, and what remains of their plan", async () => {
    const customer = await createCustomer(admin, { plans: { images: "pro" } });
    const portal = await open({ customer });
    const [one, two] = [await makePortalKey(portal), await makePortalKey(portal)];
    for (const { key } of [one, one, two]) expect(await passes(key)).toBe(200);
    await inPortal(portal, `DELETE /portal/api/keys/${two.data.id}`);
    expect(await passes((await keyFor(await createCustomer(admin))).key)).toBe(200);
    const { data: usage } = (await inPortal(portal, "GET /portal/api/usage?days=7")).json;
    expect([usage.days, usage.total, usage.daily.length]).toEqual([7, 3, 7]);
    const { data: ofOne } = (await inPortal(portal, `GET /portal/api/usage?key=${one.data.id}`)).json;
    expect(ofOne.total).toBe(2);
    const { data: limits } = (await inPortal(portal, "GET /portal/api/limits")).json;
    expect(limits).toMatchObject([
      {
        product: "images",
        plan: "Pro",
        environment: "production",
        burst: 50,
        windows: [
          { name: "minute", limit: 600, used: 3 },
          { name: "day", limit: 1_000, used: 3 },
        ],
      },
      { product: "images", environment: "development", windows: [{ used: 0 }, { used: 0 }] },
    ]);
  });

  it("tell nothing of the organization's own limits, on which a customer without a plan counts", async () => {
    const portal = await open();
    expect((await inPortal(portal, "GET /portal/api/limits")).json.data).toEqual([]);
  });
});
