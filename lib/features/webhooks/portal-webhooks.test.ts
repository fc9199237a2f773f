import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { pictorCatalogue } from "@/lib/testing/pictor-catalogue";
import { createCustomer, openTestPortal, type TestPortal } from "@/lib/testing/portal";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { startWebhookSink, type WebhookSink } from "@/lib/testing/webhook-sink";
import { webhookJobs } from "./jobs";
import { customerDeliverJob, deliverJob } from "./jobs-of-webhooks";
import { maximumPortalWebhooks } from "./portal-webhook-contract";

const { clock } = useTestRuntime({
  settings: { outboundAllow: ["127.0.0.0/8", "10.0.0.0/8"], portalOutboundAllow: ["127.0.0.0/8"] },
});
const handlers = webhookJobs({ deadlineMs: 1_500 });

let sink: WebhookSink;
let admin: TestUser;
beforeAll(async () => {
  sink = await startWebhookSink();
  const first = await createUser();
  await makeInstanceAdmin(first);
  await applyCatalogue(first.principal, { document: pictorCatalogue, note: "", allow_ending: false });
});
afterAll(() => sink.close());
beforeEach(async () => {
  clock.advance(60_000);
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
  sink.received.length = 0;
  sink.answer({ status: 200 });
  await runtime().database.prisma.job.deleteMany();
});

const path = "/portal/api/webhooks";
const inPortal = ({ headers }: TestPortal, target: string, body?: object) =>
  callApi(target, { headers, ...(body ? { body } : {}) });
const open = (wanted: Parameters<typeof openTestPortal>[1] = {}, token?: string) =>
  openTestPortal(admin, { scopes: ["images:read"], ...wanted }, token);
/** An endpoint of the customer's, named in the path of its URL. */
const add = async (portal: TestPortal, name: string, more: object = {}): Promise<Json> => {
  const body = { url: `${sink.url}/${name}`, events: "*", ...more };
  const { status, json, text } = await inPortal(portal, `POST ${path}`, body);
  expect([status, text]).toEqual([201, text]);
  return json;
};
const addOwn = async (events: string[] | "*" = "*"): Promise<Json> => {
  const body = { url: `${sink.url}/organization`, events };
  return (await callApi("POST /v1/webhooks", { token: admin.token, body })).json;
};
const asAdmin = async (target: string, body?: object): Promise<Json> => {
  const { status, json, text } = await callApi(target, { token: admin.token, ...(body ? { body } : {}) });
  expect([target, status < 300, text]).toEqual([target, true, text]);
  return json;
};
const keyFor = ({ id }: Json, scopes = ["images:read"], more: object = {}) =>
  asAdmin("POST /api/v1/api-keys", { name: "Given", scopes, customer_id: id, ...more });
const runDue = () => runtime().jobs.runDue(handlers);
/** What arrived, as `endpoint type`, sorted. */
const arrived = () =>
  sink.received.map(({ path: at, body }) => `${at.replace("/hook/", "")} ${JSON.parse(body).type}`).toSorted();
const deliveriesOf = async (portal: TestPortal, id: string): Promise<Json[]> =>
  (await inPortal(portal, `GET ${path}/${id}/deliveries`)).json.data;

describe("an endpoint of a customer's", () => {
  it("is made with a secret that is shown once and stored sealed, and belongs to no organization", async () => {
    const portal = await open();
    const made = await add(portal, "ada", { description: "Billing" });
    expect(made).toMatchObject({ secret: expect.stringMatching(/^whsec_/), environment: "production", enabled: true });
    const stored = await runtime().database.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: made.id } });
    expect(stored).toMatchObject({ organizationId: null, customerId: portal.customer.id, products: [] });
    expect(JSON.stringify(stored)).not.toContain(made.secret);
    const { json } = await inPortal(portal, `GET ${path}`);
    expect(json.data).toMatchObject([{ id: made.id, description: "Billing", events: ["*"] }]);
    expect(JSON.stringify(json)).not.toContain(made.secret);
  });

  it("gets what happens to its customer's keys and nothing of another's, signed, with no word of the organization", async () => {
    const [ada, bob] = [await open(), await open()];
    const { secret } = await add(ada, "ada");
    await add(bob, "bob");
    await addOwn(["key.created"]);
    const key = await keyFor(ada.customer, ["images:read"], { description: "internal note", tags: ["internal"] });
    await asAdmin("POST /api/v1/api-keys", { name: "Own", scopes: ["images:read"] });
    await runDue();
    expect(arrived()).toEqual(["ada key.created", "organization key.created", "organization key.created"]);
    const request = sink.received.find(({ path: at }) => at.endsWith("/ada"));
    const headers = request?.headers as Record<string, string>;
    const signed = new Verifier(secret).sign(headers["webhook-id"] ?? "", new Date(clock.now()), request?.body ?? "");
    expect(headers["webhook-signature"]).toBe(signed);
    expect(JSON.parse(request?.body ?? "")).toEqual({
      id: headers["webhook-id"],
      type: "key.created",
      timestamp: new Date(clock.now()).toISOString(),
      environment: "production",
      data: {
        key_id: key.data.id,
        name: "Given",
        product: "images",
        environment: "production",
        scopes: ["images:read"],
        key_prefix: key.api_key.key_prefix,
        expires_at: null,
      },
    });
    expect(request?.body).not.toContain(admin.principal.organizationId);
  });

  it("hears of its customer's credits, plans and limits, and not of what the organization notes of them", async () => {
    const portal = await open();
    await add(portal, "ada");
    const on = `PATCH /api/v1/customers/${portal.customer.id}`;
    await asAdmin(on, { metadata: { risk: "high" }, name: "Ada" });
    await asAdmin(on, { plans: { images: "pro" } });
    await asAdmin(on, { credits: { remaining: 500 } });
    await runDue();
    expect(arrived()).toEqual(["ada customer.credits_changed", "ada customer.updated"]);
    const data = sink.received.map(({ body }) => JSON.parse(body).data);
    expect(data.map((told) => Object.keys(told).toSorted())).toContainEqual(["external_id"]);
    expect(JSON.stringify(data)).not.toContain("risk");
  });

  it("gets events of its own environment and of the kinds that it asked for, and none of the organization's", async () => {
    const portal = await open();
    await add(portal, "live", { events: ["key.revoked"] });
    await add(portal, "test", { environment: "development" });
    const live = await keyFor(portal.customer);
    await keyFor(portal.customer, ["images:read"], { environment: "development" });
    await asAdmin(`DELETE /api/v1/api-keys/${live.data.id}`);
    await asAdmin("POST /v1/prompts", { name: "Greeting", content: "Hello" });
    await runDue();
    expect(arrived()).toEqual(["live key.revoked", "test key.created"]);
    for (const events of [["prompt.created"], ["member.added"], ["budget.threshold_reached"], []]) {
      const refused = await inPortal(portal, `POST ${path}`, { url: sink.url, events });
      expect([events, refused.status]).toEqual([events, 400]);
    }
  });

  it("of a session for some products hears of the keys of these alone, and only such a session reaches it", async () => {
    const scopes = ["manage:portal:write"];
    const { key: imagesOnly } = await createManagementKey(admin.principal, { name: "I", scopes, products: ["images"] });
    const customer = await createCustomer(admin);
    const [all, some] = [await open({ customer }), await open({ customer }, imagesOnly)];
    const [wide, narrow] = [await add(all, "wide"), await add(some, "narrow")];
    await keyFor(customer);
    await keyFor(customer, ["films:read"]);
    await asAdmin(`PATCH /api/v1/customers/${customer.id}`, { credits: { remaining: 5 } });
    await runDue();
    expect(arrived()).toEqual([
      "narrow key.created",
      "wide customer.credits_changed",
      "wide key.created",
      "wide key.created",
    ]);
    expect((await inPortal(some, `GET ${path}`)).json.data.map(({ id }: Json) => id)).toEqual([narrow.id]);
    expect((await inPortal(some, `DELETE ${path}/${wide.id}`)).status).toBe(404);
  });

  it("reaches none of the private ranges that the operator opened to the organization's own", async () => {
    const portal = await open();
    for (const url of ["http://10.0.0.7/hook", "https://10.0.0.7/hook", "https://169.254.169.254/latest"]) {
      expect([url, (await inPortal(portal, `POST ${path}`, { url, events: "*" })).status]).toEqual([url, 400]);
    }
    const own = { url: "http://10.0.0.7/hook", events: "*" };
    expect((await callApi("POST /v1/webhooks", { token: admin.token, body: own })).status).toBe(201);
    const { id } = await add(portal, "ada");
    const moved = { where: { id }, data: { url: "http://10.0.0.7/hook" } };
    await runtime().database.prisma.webhookEndpoint.update(moved);
    await inPortal(portal, `POST ${path}/${id}/test`);
    await runDue();
    const [delivery] = await deliveriesOf(portal, id);
    expect(delivery?.attempts).toMatchObject([{ status_code: null, error: expect.stringMatching(/^The URL /) }]);
  });

  it("is one of at most five, also of many that are made at once", async () => {
    const portal = await open();
    const body = { url: sink.url, events: "*" };
    const answers = await Promise.all(
      Array.from({ length: maximumPortalWebhooks + 3 }, () => inPortal(portal, `POST ${path}`, body)),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(201), count(409)]).toEqual([maximumPortalWebhooks, 3]);
  });

  it("is not reached from another customer's portal, nor by the organization's own endpoints of webhooks", async () => {
    const [ada, bob] = [await open(), await open()];
    const { id } = await add(ada, "ada");
    const { json: sent } = await inPortal(ada, `POST ${path}/${id}/test`);
    const at = `${path}/${id}`;
    const requests: [string, object?][] = [
      [`PATCH ${at}`, { enabled: false }],
      [`DELETE ${at}`],
      [`POST ${at}/rotate-secret`, {}],
      [`POST ${at}/test`],
      [`GET ${at}/deliveries`],
      [`GET ${at}/deliveries/${sent.id}`],
      [`POST ${at}/deliveries/${sent.id}/redeliver`],
    ];
    for (const [target, body] of requests) {
      expect([target, (await inPortal(bob, target, body)).status]).toEqual([target, 404]);
      if (target.startsWith("GET /portal/api/webhooks/") && target.endsWith(id)) continue;
      for (const base of ["/v1/webhooks", "/api/v1/webhooks"]) {
        const own = target.replace(path, base);
        const { status } = await callApi(own, { token: admin.token, ...(body ? { body } : {}) });
        expect([own, status]).toEqual([own, 404]);
      }
    }
    expect((await inPortal(bob, `GET ${path}`)).json.data).toEqual([]);
    for (const base of ["/v1/webhooks", "/api/v1/webhooks"]) {
      const listed = await callApi(`GET ${base}?limit=100`, { token: admin.token });
      expect(listed.text).not.toContain(id);
    }
    // Nor is it named as a receiver of the organization's alerts.
    const settings = await callApi("GET /api/dashboard/v1/alert-settings", { token: admin.token });
    expect(settings.text).not.toContain(id);
    expect((await inPortal(ada, `GET ${path}`)).json.data).toMatchObject([{ id, enabled: true }]);
  });

  it("gets what failed again on request, with the same id, and after a rotation both secrets sign", async () => {
    const portal = await open();
    const { id, secret } = await add(portal, "ada");
    sink.answer({ status: 500, body: "down" });
    await inPortal(portal, `POST ${path}/${id}/test`);
    await runDue();
    const [failed] = await deliveriesOf(portal, id);
    sink.answer({ status: 200 });
    const rotated = await inPortal(portal, `POST ${path}/${id}/rotate-secret`, {});
    expect([rotated.status, rotated.json.secret === secret]).toEqual([200, false]);
    expect((await inPortal(portal, `POST ${path}/${id}/deliveries/${failed?.id}/redeliver`)).status).toBe(202);
    await runDue();
    const [first, second] = sink.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    const signatures = String(second?.headers["webhook-signature"]).split(" ");
    const sign = (by: string) =>
      new Verifier(by).sign(String(second?.headers["webhook-id"]), new Date(clock.now()), second?.body ?? "");
    expect(signatures).toEqual([sign(rotated.json.secret), sign(secret)]);
    const { json } = await inPortal(portal, `GET ${path}/${id}/deliveries/${failed?.id}`);
    expect(json).toMatchObject({ status: "succeeded", attempts: [{ response_body: "down" }, { status_code: 200 }] });
    expect(JSON.parse(json.payload)).toMatchObject({ type: "webhook.test", data: { webhook_id: id } });
    expect(json.payload).not.toContain(admin.principal.organizationId);
  });

  it("that is switched off gets nothing, and one that answers 410 is switched off and nobody is mailed", async () => {
    const portal = await open();
    const [gone, other] = [await add(portal, "gone"), await add(portal, "other", { events: ["webhook.disabled"] })];
    sink.answer(({ path: at }) => ({ status: at.endsWith("/gone") ? 410 : 200 }));
    await keyFor(portal.customer);
    await runDue();
    await runDue();
    expect(arrived()).toEqual(["gone key.created", "other webhook.disabled"]);
    expect(await runtime().database.prisma.mail.count({ where: { recipient: admin.email } })).toBe(0);
    const { json } = await inPortal(portal, `GET ${path}`);
    expect(json.data).toContainEqual(expect.objectContaining({ id: gone.id, enabled: false, disabled_reason: "gone" }));
    await inPortal(portal, `PATCH ${path}/${other.id}`, { enabled: false });
    expect((await inPortal(portal, `POST ${path}/${other.id}/test`)).status).toBe(409);
  });
});

it("a customer fills no log: an endpoint gets at most 30 tests an hour, and a delivery at most 100 attempts on request", async () => {
  const portal = await open();
  const { id } = await add(portal, "ada");
  const test = () => inPortal(portal, `POST ${path}/${id}/test`);
  const { json: first } = await test();
  for (let sent = 1; sent < 30; sent++) expect((await test()).status).toBe(202);
  expect((await test()).status).toBe(409);
  const again = `POST ${path}/${id}/deliveries/${first.id}/redeliver`;
  expect((await inPortal(portal, again)).status).toBe(202);
  const attempt = { deliveryId: first.id, url: sink.url, durationMs: 1 };
  await runtime().database.prisma.webhookAttempt.createMany({ data: Array.from({ length: 100 }, () => attempt) });
  expect((await inPortal(portal, again)).status).toBe(409);
  const anHourAgo = { createdAt: new Date(clock.now() - 3_600_000) };
  await runtime().database.prisma.webhookDelivery.updateMany({ where: { endpointId: id }, data: anHourAgo });
  expect((await test()).status).toBe(202);
});

it("a customer whose receiver hangs fills no queue: beyond 1,000 that wait a delivery is kept, and sent on request", async () => {
  const portal = await open();
  const { id: endpointId } = await add(portal, "ada");
  const { prisma } = runtime().database;
  const { organizationId } = admin.principal;
  const event = await prisma.event.findFirstOrThrow({ where: { organizationId } });
  const now = new Date(clock.now());
  const waiting = Array.from({ length: 1_000 }, (_, place) => ({
    ...{
      id: `dlv_${endpointId}_${place}`,
      endpointId,
      organizationId,
      eventId: `${event.id}_${place}`,
      eventType: "key.created",
    },
    ...{ payload: "{}", createdAt: now, startedAt: now, nextAttemptAt: now },
  }));
  await prisma.webhookDelivery.createMany({ data: waiting });
  await keyFor(portal.customer);
  await runDue();
  const [latest] = await prisma.webhookDelivery.findMany({ where: { endpointId, status: { not: "pending" } } });
  expect(latest).toMatchObject({ eventType: "key.created", status: "cancelled" });
  expect(sink.received).toEqual([]);
  await inPortal(portal, `POST ${path}/${endpointId}/deliveries/${latest?.id}/redeliver`);
  await runDue();
  expect(arrived()).toEqual(["ada key.created"]);
});

describe("a customer who is suspended or deleted", () => {
  it("is sent nothing: neither what happens from then on nor what was on its way", async () => {
    const portal = await open();
    const { id } = await add(portal, "ada");
    const on = `/api/v1/customers/${portal.customer.id}`;
    await keyFor(portal.customer);
    // Handed out, and not sent yet.
    await runtime().jobs.runDue({ ...handlers, [customerDeliverJob]: async () => ({ againAtMs: clock.now() + 1 }) });
    await asAdmin(`PATCH ${on}`, { suspended: true });
    await keyFor(portal.customer);
    clock.advance(1_000);
    await runDue();
    expect(arrived()).toEqual([]);
    const where = { endpointId: id };
    const rows = await runtime().database.prisma.webhookDelivery.findMany({ where, select: { status: true } });
    expect(rows).toEqual([{ status: "cancelled" }]);
    await asAdmin(`PATCH ${on}`, { suspended: false });
    await keyFor(portal.customer);
    await runDue();
    expect(arrived()).toEqual(["ada key.created"]);
  });

  it("leaves no endpoint, no secret and no delivery, and is told of the end of no key", async () => {
    const portal = await open();
    const { id } = await add(portal, "ada");
    await keyFor(portal.customer);
    await asAdmin(`DELETE /api/v1/customers/${portal.customer.id}`);
    const { prisma } = runtime().database;
    expect(await prisma.webhookEndpoint.findUnique({ where: { id } })).toMatchObject({
      organizationId: null,
      customerId: null,
      enabled: false,
      sealedSecret: "",
    });
    await runDue();
    await runDue();
    expect(arrived()).toEqual([]);
    expect(await prisma.webhookEndpoint.count({ where: { id } })).toBe(0);
    expect(await prisma.webhookDelivery.count({ where: { endpointId: id } })).toBe(0);
  });
});

describe("the company", () => {
  const seenBy = async (by: TestUser, { customer }: TestPortal) =>
    callApi(`GET /api/v1/customers/${customer.id}/webhooks`, { token: by.token });

  it("sees a customer's endpoints without what their URLs may keep secret, and may delete them", async () => {
    const portal = await open();
    const { id } = await add(portal, "ada?token=theirs", { description: "Theirs" });
    const seen = await seenBy(admin, portal);
    expect(seen.json.data).toMatchObject([{ id, host: new URL(sink.url).host, enabled: true, events: ["*"] }]);
    for (const secret of ["token=theirs", "/hook", "Theirs", "whsec_"]) expect(seen.text).not.toContain(secret);
    const deleted = await callApi(`DELETE /api/v1/customers/${portal.customer.id}/webhooks/${id}`, {
      token: admin.token,
    });
    expect(deleted.status).toBe(204);
    expect((await inPortal(portal, `GET ${path}`)).json.data).toEqual([]);
  });

  it("of another organization reaches none, nor does another customer's path or a key for other products", async () => {
    const [portal, other] = [await open(), await open()];
    const { id } = await add(portal, "ada");
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    expect((await seenBy(stranger, portal)).status).toBe(404);
    const scopes = ["manage:customers:read", "manage:customers:write"];
    const { key } = await createManagementKey(admin.principal, { name: "F", scopes, products: ["films"] });
    const listed = await callApi(`GET /api/v1/customers/${portal.customer.id}/webhooks`, { token: key });
    expect([listed.status, listed.json.data]).toEqual([200, []]);
    for (const [customer, token] of [
      [portal.customer, stranger.token],
      [other.customer, admin.token],
      [portal.customer, key],
    ]) {
      expect((await callApi(`DELETE /api/v1/customers/${customer.id}/webhooks/${id}`, { token })).status).toBe(404);
    }
    expect((await inPortal(portal, `GET ${path}`)).json.data).toMatchObject([{ id }]);
  });
});

it("deliveries to customers take no room of the organizations' own, and all of one customer's share a lane", async () => {
  const portal = await open();
  const ids = [await add(portal, "one"), await add(portal, "two")].map(({ id }) => id);
  await addOwn(["key.created"]);
  await keyFor(portal.customer);
  const kept = async () => ({ againAtMs: clock.now() + 1_000 });
  await runtime().jobs.runDue({ ...handlers, [customerDeliverJob]: kept, [deliverJob]: kept });
  const jobs = await runtime().database.prisma.job.findMany({ where: { kind: customerDeliverJob } });
  expect(jobs.map(({ payload }) => Object(payload).lane)).toEqual(ids.map(() => portal.customer.id));
  expect(await runtime().database.prisma.job.count({ where: { kind: deliverJob } })).toBeGreaterThan(0);
});
