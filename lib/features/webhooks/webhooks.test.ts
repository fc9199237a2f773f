import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createWebhookContract, listWebhooksContract, maximumWebhooks, subscribableEvents } from "./webhook-contract";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

const url = "https://hooks.example.com/latchkey?room=1";
const createOwner = () => createUser({ plan: "enterprise" });

async function create(token: string, body: object = {}) {
  const answer = await callApi("POST /v1/webhooks", { token, body: { url, events: ["prompt.created"], ...body } });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return createWebhookContract.success.body.parse(answer.json);
}

const idsSeenBy = async (token: string) => {
  const { json } = await callApi("GET /v1/webhooks", { token });
  return listWebhooksContract.success.body.parse(json).data.map(({ id }) => id);
};

/** Every call about one endpoint. */
const callsAbout = (id: string, delivery = "dlv_none") => [
  { target: `GET /v1/webhooks/${id}` },
  { target: `PATCH /v1/webhooks/${id}`, body: { enabled: false } },
  { target: `POST /v1/webhooks/${id}/rotate-secret`, body: {} },
  { target: `POST /v1/webhooks/${id}/test` },
  { target: `GET /v1/webhooks/${id}/deliveries` },
  { target: `GET /v1/webhooks/${id}/deliveries/${delivery}` },
  { target: `POST /v1/webhooks/${id}/deliveries/${delivery}/redeliver` },
  { target: `POST /v1/webhooks/${id}/redeliver-failed`, body: {} },
  { target: `DELETE /v1/webhooks/${id}` },
];

async function answersOf(calls: { target: string; body?: object }[], token: string) {
  const answers = [];
  for (const { target, body } of calls) answers.push(await callApi(target, { token, body }));
  return answers;
}

describe("an endpoint", () => {
  it("201 shows the secret once, and it is stored sealed", async () => {
    const { token } = await createOwner();
    const { secret, ...webhook } = await create(token);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({ url, events: ["prompt.created"], enabled: true, environment: "production" });
    const answers = await answersOf(
      [{ target: `GET /v1/webhooks/${webhook.id}` }, { target: "GET /v1/webhooks" }],
      token,
    );
    for (const { text } of answers) expect(text).not.toContain("whsec_");
    const stored = await runtime().database.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: webhook.id } });
    expect(JSON.stringify(stored)).not.toContain(secret.slice(6));
  });

  it("is changed by what is named, and by nothing else", async () => {
    const { token } = await createOwner();
    const { id } = await create(token, { description: "first" });
    const change = (body: object) => callApi(`PATCH /v1/webhooks/${id}`, { token, body });
    expect((await change({ events: "*" })).json).toMatchObject({ events: ["*"], url, description: "first" });
    expect((await change({ url: "https://two.example.com/" })).json).toMatchObject({ url: "https://two.example.com/" });
    expect((await change({ enabled: false })).json).toMatchObject({ enabled: false, disabled_reason: null });
    expect((await change({ enabled: true, description: "" })).json).toMatchObject({ enabled: true, description: "" });
    expect((await change({})).status).toBe(400);
    for (const field of ["secret", "organization_id", "product", "environment", "failing_since", "id"]) {
      expect([field, (await change({ [field]: "x", description: "y" })).status]).toEqual([field, 400]);
    }
  });

  it("is told of in the audit trail by its host alone", async () => {
    const { token, principal } = await createOwner();
    const { id } = await create(token);
    await callApi(`PATCH /v1/webhooks/${id}`, { token, body: { description: "x" } });
    await callApi(`POST /v1/webhooks/${id}/rotate-secret`, { token, body: {} });
    await callApi(`DELETE /v1/webhooks/${id}`, { token });
    const events = await runtime().database.prisma.event.findMany({
      where: { organizationId: principal.organizationId, subjectId: id },
      orderBy: { createdAt: "asc" },
    });
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      "webhook.created",
      "webhook.deleted",
      "webhook.updated",
      "webhook.updated",
    ]);
    expect(events.filter(({ data }) => Reflect.get(Object(data), "secret_rotated") === true)).toHaveLength(1);
    for (const { data } of events) expect(data).toMatchObject({ webhook_id: id, host: "hooks.example.com" });
    expect(JSON.stringify(events)).not.toContain("room=1");
  });

  it("keeps the old secret until the overlap ends", async () => {
    const { token } = await createOwner();
    const { id, secret } = await create(token);
    const rotate = (body: object) => callApi(`POST /v1/webhooks/${id}/rotate-secret`, { token, body });
    const { json } = await rotate({ overlap_seconds: 60 });
    expect(json.secret).toMatch(/^whsec_/);
    expect(json.secret).not.toBe(secret);
    expect(Date.parse(json.previous_secret_ends_at) - clock.now()).toBe(60_000);
    clock.advance(60_000);
    expect((await callApi(`GET /v1/webhooks/${id}`, { token })).json.previous_secret_ends_at).toBeNull();
    expect((await rotate({ overlap_seconds: 0 })).json.previous_secret_ends_at).toBeNull();
    expect((await rotate({ overlap_seconds: 604_801 })).status).toBe(400);
  });

  it("is one of twenty at most, however many ask at once", async () => {
    const owner = await createOwner();
    const { secret: token } = await createKey(owner, { scopes: ["webhooks:write"] });
    const asked = Array.from({ length: maximumWebhooks + 5 }, () =>
      callApi("POST /v1/webhooks", { token, body: { url, events: "*" } }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status).toSorted();
    expect(statuses).toEqual([...Array(maximumWebhooks).fill(201), ...Array(5).fill(409)]);
  });
});

describe("document 002's form", () => {
  it("has the same endpoints under /api/v1, in camel case and the flat frame, and its own list", async () => {
    const { token, principal } = await createOwner();
    const tenantId = principal.organizationId;
    const made = await callApi("POST /api/v1/webhooks", { token, body: { url, events: ["memory.created"], tenantId } });
    expect([made.status, made.json]).toMatchObject([201, { success: true, data: { tenantId, enabled: true } }]);
    const { id, secret } = made.json.data;
    expect(secret).toMatch(/^whsec_/);
    expect((await callApi(`GET /api/v1/webhooks?tenantId=${tenantId}`, { token })).json.data).toHaveLength(1);
    expect(await idsSeenBy(token)).toEqual([]);
    expect((await callApi(`GET /v1/webhooks/${id}`, { token })).status).toBe(404);
    const test = await callApi(`POST /api/v1/webhooks/${id}/test`, { token });
    expect([test.status, test.json.data]).toMatchObject([
      202,
      { webhookId: id, eventType: "webhook.test", attempts: [] },
    ]);
    const deliveryId = test.json.data.id;
    const answers = await answersOf(
      [
        { target: `GET /api/v1/webhooks/${id}` },
        { target: `PATCH /api/v1/webhooks/${id}`, body: { events: "*", tenantId } },
        { target: `POST /api/v1/webhooks/${id}/rotate-secret`, body: {} },
        { target: `GET /api/v1/webhooks/${id}/deliveries` },
        { target: `GET /api/v1/webhooks/${id}/deliveries/${deliveryId}` },
        { target: `POST /api/v1/webhooks/${id}/deliveries/${deliveryId}/redeliver` },
        { target: `POST /api/v1/webhooks/${id}/redeliver-failed`, body: {} },
        { target: `DELETE /api/v1/webhooks/${id}?tenantId=${tenantId}` },
      ],
      token,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 202, 202, 204]);
    expect(answers[4]?.json.data.payload).toContain('"type":"webhook.test"');
  });

  it("403 TENANT_MISMATCH where another tenant is named", async () => {
    const [owner, other] = [await createOwner(), await createOwner()];
    const tenantId = other.principal.organizationId;
    const answers = await answersOf(
      [
        { target: `GET /api/v1/webhooks?tenantId=${tenantId}` },
        { target: "POST /api/v1/webhooks", body: { url, events: "*", tenantId } },
        { target: `GET /api/v1/webhooks/whk_none?tenantId=${tenantId}` },
        { target: "PATCH /api/v1/webhooks/whk_none", body: { enabled: true, tenantId } },
        { target: `DELETE /api/v1/webhooks/whk_none?tenantId=${tenantId}` },
      ],
      owner.token,
    );
    for (const { status, json } of answers) {
      expect([status, json.errors[0].code]).toEqual([403, "TENANT_MISMATCH"]);
    }
  });
});

describe("who may", () => {
  let owner: TestUser;
  let id: string;
  beforeEach(async () => {
    owner = await createOwner();
    id = (await create(owner.token)).id;
  });

  it("another organization's endpoint answers exactly like one that does not exist, and stays as it was", async () => {
    const stranger = await createOwner();
    const before = (await callApi(`GET /v1/webhooks/${id}`, { token: owner.token })).json;
    const shown = (answers: Awaited<ReturnType<typeof answersOf>>) =>
      answers.map(({ status, json }) => ({ status, json }));
    const theirs = shown(await answersOf(callsAbout(id), stranger.token));
    expect(theirs.map(({ status }) => status)).toEqual(Array(9).fill(404));
    expect(theirs).toEqual(shown(await answersOf(callsAbout("whk_none"), stranger.token)));
    expect(await idsSeenBy(stranger.token)).toEqual([]);
    expect((await callApi(`GET /v1/webhooks/${id}`, { token: owner.token })).json).toEqual(before);
  });

  it("a delivery is found under its own endpoint only", async () => {
    const { json: test } = await callApi(`POST /v1/webhooks/${id}/test`, { token: owner.token });
    const other = await create(owner.token);
    const calls = [
      { target: `GET /v1/webhooks/${other.id}/deliveries/${test.id}` },
      { target: `POST /v1/webhooks/${other.id}/deliveries/${test.id}/redeliver` },
    ];
    expect((await answersOf(calls, owner.token)).map(({ status }) => status)).toEqual([404, 404]);
    expect((await callApi(`GET /v1/webhooks/${id}/deliveries/${test.id}`, { token: owner.token })).status).toBe(200);
  });

  it("a test key sees and makes test endpoints only", async () => {
    const scopes: ["webhooks:read", "webhooks:write"] = ["webhooks:read", "webhooks:write"];
    const sandbox = (await createKey(owner, { scopes, environment: "development" })).secret;
    const live = (await createKey(owner, { scopes })).secret;
    const made = await create(sandbox);
    expect(made.environment).toBe("development");
    expect([await idsSeenBy(sandbox), await idsSeenBy(live)]).toEqual([[made.id], [id]]);
    expect((await answersOf(callsAbout(id), sandbox)).map(({ status }) => status)).toEqual(Array(9).fill(404));
    expect((await answersOf(callsAbout(made.id), live)).map(({ status }) => status)).toEqual(Array(9).fill(404));
    const crossing = await callApi("POST /v1/webhooks", {
      token: sandbox,
      body: { url, events: "*", environment: "production" },
    });
    expect(crossing.status).toBe(403);
    // Credentials that act as a user manage both, as with keys.
    expect((await create(owner.token, { environment: "development" })).environment).toBe("development");
  });

  it("webhooks:read reads and changes nothing, and webhooks:write needs an admin", async () => {
    const reader = (await createKey(owner, { scopes: ["webhooks:read"] })).secret;
    const statuses = (await answersOf(callsAbout(id), reader)).map(({ status }) => status);
    expect(statuses).toEqual([200, 403, 403, 403, 200, 404, 403, 403, 403]);
    const { database, changes } = runtime();
    const member = await createOwner();
    await changes.commit(async (tx) => {
      await tx.membership.updateMany({ where: { userId: member.id }, data: { role: "member" } });
      return { result: undefined, subjects: [`user:${member.id}`, `org:${member.principal.organizationId}`] };
    });
    const asMember = await callApi("POST /v1/webhooks", { token: member.token, body: { url, events: "*" } });
    expect([asMember.status, (await callApi("GET /v1/webhooks", { token: member.token })).status]).toEqual([403, 200]);
    expect(
      await database.prisma.webhookEndpoint.count({ where: { organizationId: member.principal.organizationId } }),
    ).toBe(0);
  });
});

describe("bad input", () => {
  const cases: [string, object | string][] = [
    ["a private address", { url: "https://10.0.0.1/", events: "*" }],
    ["loopback in hexadecimal", { url: "https://0x7f.1/", events: "*" }],
    ["the metadata service", { url: "https://169.254.169.254/latest", events: "*" }],
    ["plain http", { url: "http://example.com/", events: "*" }],
    ["a user name in the URL", { url: "https://a:b@example.com/", events: "*" }],
    ["a script", { url: "javascript:alert(1)", events: "*" }],
    ["a URL of 3,000 characters", { url: `https://example.com/${"a".repeat(3_000)}`, events: "*" }],
    ["a null character in the URL", { url: "https://example.com/\0", events: "*" }],
    ["a null character in the description", { url, events: "*", description: "a\0b" }],
    ["no events", { url, events: [] }],
    ["an unknown event", { url, events: ["prompt.exploded"] }],
    ["another product's event", { url, events: ["memory.created"] }],
    ["the test event", { url, events: ["webhook.test"] }],
    ["10,000 events", { url, events: Array(10_000).fill("prompt.created") }],
    ["numbers for texts", { url: 1, events: 2 }],
    ["a list", "[]"],
    ["deep nesting", `{"url":${"[".repeat(5_000)}${"]".repeat(5_000)}}`],
    ["fields of the server's", { url, events: "*", organization_id: "x", secret: "whsec_mine", enabled: false }],
  ];
  it("400 for what cannot be an endpoint, and nothing is stored", async () => {
    const { token } = await createOwner();
    for (const [title, body] of cases) {
      const answer = await callApi("POST /v1/webhooks", { token, body });
      expect([title, answer.status, answer.json.error?.code]).toEqual([title, 400, "VALIDATION_ERROR"]);
    }
    expect(await idsSeenBy(token)).toEqual([]);
  });

  it("every event of the product can be chosen, each once and in one order", async () => {
    const { token } = await createOwner();
    const events = [...subscribableEvents("prompts")];
    const made = await create(token, { events: [...events.toReversed(), events[0]] });
    expect(made.events).toEqual(events);
  });
});
