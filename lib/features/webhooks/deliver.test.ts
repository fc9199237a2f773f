import { Webhook as Verifier } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { useWebhookDeliveries } from "@/lib/testing/webhook-deliveries";
import type { WebhookSink } from "@/lib/testing/webhook-sink";
import { fanOut } from "./fan-out";
import { deliverJob, deliverPayload } from "./jobs-of-webhooks";

const { clock } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let sink: WebhookSink;
let owner: TestUser;
const { current, renewOwner, api, addEndpoint, happen, runDue, deliveriesOf, onlyDelivery, letPass } =
  useWebhookDeliveries(clock);
beforeEach(() => {
  ({ sink, owner } = current());
});

describe("a delivery", () => {
  it("is signed so that the standard's own library accepts it, with the event's id and the documented body", async () => {
    const { id, secret } = await addEndpoint();
    const eventId = await happen();
    await runDue();
    const [request] = sink.received;
    if (!request) throw new Error("nothing arrived");
    const headers = request.headers as Record<string, string>;
    expect(headers).toMatchObject({
      "webhook-id": eventId,
      "content-type": "application/json",
      "user-agent": "Latchkey-Webhooks",
    });
    // The library compares the time with the machine's own: the signature is checked at the test's.
    const signed = new Verifier(secret).sign(eventId, new Date(clock.now()), request.body);
    expect(headers["webhook-signature"]).toBe(signed);
    expect(JSON.parse(request.body)).toEqual({
      id: eventId,
      type: "report.completed",
      timestamp: new Date(clock.now()).toISOString(),
      organization_id: owner.principal.organizationId,
      environment: "production",
      data: { report_id: "rep_1" },
    });
    const delivery = await onlyDelivery(id);
    expect(delivery).toMatchObject({
      status: "succeeded",
      event_id: eventId,
      payload: request.body,
      attempts: [{ status_code: 200, error: null, response_body: "ok", url: sink.url }],
    });
    expect(JSON.stringify(delivery)).not.toContain(secret);
  });

  it("verifies at today's time with the standard's library, with both secrets during an overlap", async () => {
    clock.set(Date.now());
    // A session of that time.
    owner = await renewOwner();
    const { id, secret: first } = await addEndpoint();
    const { secret: second } = await api(`POST /v1/webhooks/${id}/rotate-secret`, { overlap_seconds: 60 });
    await happen();
    await runDue();
    const [both] = sink.received;
    for (const secret of [first, second]) {
      expect(new Verifier(secret).verify(both?.body ?? "", both?.headers as Record<string, string>)).toMatchObject({
        type: "report.completed",
      });
    }
    clock.advance(60_000);
    await happen();
    await runDue();
    const last = sink.received[1];
    const headers = last?.headers as Record<string, string>;
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(1);
    expect(() => new Verifier(first).verify(last?.body ?? "", headers)).toThrow();
    expect(() => new Verifier(second).verify(`${last?.body} `, headers)).toThrow();
  });

  it("goes to whom it concerns: same organization, environment and product, asked for and switched on", async () => {
    const receiving = await addEndpoint();
    const all = await addEndpoint({ events: "*" });
    const silent = [
      await addEndpoint({ events: ["report.failed"] }),
      await addEndpoint({ environment: "development" }),
      await addEndpoint(),
    ];
    await api(`PATCH /v1/webhooks/${silent[2]?.id}`, { enabled: false });
    await runtime().database.prisma.job.deleteMany();
    const memory = (await api("POST /api/v1/webhooks", { url: sink.url, events: "*" })).data;
    await runDue();
    sink.received.length = 0;
    const before = (await deliveriesOf(all.id)).length;
    await happen("report.completed", await createUser());
    await runDue();
    expect(sink.received).toEqual([]);
    await happen();
    await runDue();
    expect(sink.received).toHaveLength(2);
    expect([(await deliveriesOf(receiving.id)).length, (await deliveriesOf(all.id)).length - before]).toEqual([1, 1]);
    for (const { id } of silent) expect(await deliveriesOf(id)).toEqual([]);
    expect((await api(`GET /api/v1/webhooks/${memory.id}/deliveries`)).data).toEqual([]);
  });

  it("is made once an event and endpoint, however often the event is handed out", async () => {
    const { id } = await addEndpoint();
    const eventId = await happen();
    for (let again = 0; again < 5; again++) {
      await runtime().jobs.enqueue(runtime().database.prisma, "webhooks.fan-out", { eventId });
    }
    await runDue();
    expect([sink.received.length, (await deliveriesOf(id)).length]).toEqual([1, 1]);
  });

  it("does not tell an endpoint of itself", async () => {
    const first = await addEndpoint({ events: "*" });
    await runDue();
    const second = await addEndpoint({ events: "*" });
    await runDue();
    expect((await deliveriesOf(first.id)).map(({ event_type }) => event_type)).toEqual(["webhook.created"]);
    expect(await deliveriesOf(second.id)).toEqual([]);
  });

  it("of a test goes to the endpoint that is tested and to no other", async () => {
    const tested = await addEndpoint({ events: ["report.failed"] });
    const other = await addEndpoint({ events: ["report.completed"] });
    await api(`POST /v1/webhooks/${tested.id}/test`);
    await runDue();
    expect(sink.received.map(({ body }) => JSON.parse(body).type)).toEqual(["webhook.test"]);
    expect(await deliveriesOf(other.id)).toEqual([]);
  });
});

describe("what fails", () => {
  it("is tried again for a day with growing pauses, with the same id and body, and then given up", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 500, body: "broken" });
    await happen();
    await letPass(2 * dayMs);
    const delivery = await onlyDelivery(id);
    expect(delivery).toMatchObject({ status: "failed", next_attempt_at: null });
    const at = delivery.attempts.map((attempt) => Date.parse(attempt.at));
    const started = Date.parse(delivery.created_at);
    expect(at.length).toBeGreaterThan(8);
    expect(Math.max(...at) - started).toBeLessThanOrEqual(dayMs);
    expect(Math.max(...at) - started).toBeGreaterThan(12 * hourMs);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThanOrEqual(10_000);
    expect(new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(sink.received.map(({ body }) => body)).size).toBe(1);
    // The time that is signed is each attempt's own.
    expect(new Set(sink.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(at.length);
    expect(delivery.attempts[0]).toMatchObject({ status_code: 500, error: "Answered 500", response_body: "broken" });
  });

  it("succeeds as soon as the receiver does", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 503 });
    await happen();
    await runDue();
    expect(await onlyDelivery(id)).toMatchObject({ status: "pending" });
    expect((await api(`GET /v1/webhooks/${id}`)).failing_since).toBe(new Date(clock.now()).toISOString());
    sink.answer({ status: 204 });
    await letPass(60_000);
    expect(await onlyDelivery(id)).toMatchObject({
      status: "succeeded",
      attempts: [{ status_code: 503 }, { status_code: 204 }],
    });
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({
      failing_since: null,
      health: { succeeded: 1, failed: 0 },
    });
  });

  it("is told in words for everything that a receiver does", async () => {
    const cases = [
      ["hang", null, "No answer in time"],
      ["break-off", null, "The connection was broken off before an answer came"],
      [
        { status: 302, headers: { location: "http://169.254.169.254/" } },
        302,
        "Answered 302; redirects are not followed",
      ],
      [{ status: 404, body: "a\0b" }, 404, "Answered 404"],
    ] as const;
    for (const [answer, status_code, error] of cases) {
      sink.answer(answer);
      const { id } = await addEndpoint({ events: ["report.failed"] });
      await happen("report.failed");
      await runDue();
      expect((await onlyDelivery(id)).attempts).toMatchObject([{ status_code, error }]);
      await api(`PATCH /v1/webhooks/${id}`, { enabled: false });
    }
  });

  it("is not what answers well and then never ends; the log keeps the beginning", async () => {
    const { id } = await addEndpoint();
    sink.answer("endless");
    await happen();
    await runDue();
    const delivery = await onlyDelivery(id);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: [{ status_code: 200, error: null }] });
    expect(delivery.attempts[0]?.response_body).toHaveLength(4_096);
    sink.answer("drip");
    await happen();
    await runDue();
    expect((await deliveriesOf(id))[0]).toMatchObject({ status: "succeeded" });
  });

  it("waits as long as a receiver asks with 429 or 503, four hours at most", async () => {
    const { id } = await addEndpoint();
    // An HTTP date has whole seconds.
    clock.set(Math.ceil(clock.now() / 1000) * 1000);
    const waits: number[] = [];
    for (const [status, retryAfter] of [
      [429, "1800"],
      [503, new Date(clock.now() + hourMs).toUTCString()],
      [429, "999999999"],
      [500, "1800"],
    ] as const) {
      sink.answer({ status, headers: { "retry-after": retryAfter } });
      await happen();
      await runDue();
      const [latest] = await deliveriesOf(id);
      waits.push(Math.round((Date.parse(latest?.next_attempt_at ?? "") - clock.now()) / 1000));
      await runtime().database.prisma.webhookDelivery.deleteMany();
    }
    expect(waits.slice(0, 3)).toEqual([1800, 3600, 14_400]);
    expect(waits[3]).toBeLessThanOrEqual(10);
  });

  it("is cancelled when the endpoint is switched off, and sent on request when it is on again", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 500 });
    await happen();
    await runDue();
    await api(`PATCH /v1/webhooks/${id}`, { enabled: false });
    await letPass(dayMs);
    expect([sink.received.length, (await onlyDelivery(id)).status]).toEqual([1, "cancelled"]);
    const refused = await callApi(`POST /v1/webhooks/${id}/redeliver-failed`, { token: owner.token, body: {} });
    expect(refused.status).toBe(409);
    await api(`PATCH /v1/webhooks/${id}`, { enabled: true });
    sink.answer({ status: 200 });
    expect(await api(`POST /v1/webhooks/${id}/redeliver-failed`, {})).toEqual({ redelivered: 1, remaining: 0 });
    await runDue();
    expect([sink.received.length, (await onlyDelivery(id)).status]).toEqual([2, "succeeded"]);
    expect(sink.received[1]?.headers["webhook-id"]).toBe(sink.received[0]?.headers["webhook-id"]);
  });

  it("is redelivered alone or since a time, what succeeded on request only", async () => {
    const { id } = await addEndpoint();
    await happen();
    await runDue();
    const [done] = await deliveriesOf(id);
    expect(await api(`POST /v1/webhooks/${id}/redeliver-failed`, {})).toEqual({ redelivered: 0, remaining: 0 });
    const again = await api(`POST /v1/webhooks/${id}/deliveries/${done?.id}/redeliver`);
    expect(again).toMatchObject({ status: "pending", attempts: [{ status_code: 200 }] });
    await runDue();
    expect(sink.received).toHaveLength(2);
    await runtime().database.prisma.webhookDelivery.updateMany({ data: { status: "failed" } });
    const since = new Date(clock.now() + 1).toISOString();
    expect(await api(`POST /v1/webhooks/${id}/redeliver-failed`, { since })).toEqual({ redelivered: 0, remaining: 0 });
    expect(await deliveriesOf(id, "?status=succeeded")).toEqual([]);
    expect(await deliveriesOf(id, "?status=failed")).toHaveLength(1);
  });

  it("whose attempts are cut short each time, its process with them, fails rather than waiting for ever", async () => {
    const { id } = await addEndpoint();
    await happen();
    await runtime().jobs.runDue({ "webhooks.fan-out": fanOut });
    // What five processes leave that died: claims that were not ended.
    await runtime().database.prisma.job.updateMany({ where: { kind: deliverJob }, data: { attempts: 5 } });
    await runDue();
    expect(sink.received).toEqual([]);
    expect(await onlyDelivery(id)).toMatchObject({
      status: "failed",
      attempts: [{ status_code: null, error: "Was interrupted on our side each time" }],
    });
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ enabled: true });
  });

  it("has one job, however often it is asked for again", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 500 });
    await happen();
    await runDue();
    const { id: deliveryId } = await onlyDelivery(id);
    for (let again = 0; again < 3; again++) {
      clock.advance(1);
      await api(`POST /v1/webhooks/${id}/deliveries/${deliveryId}/redeliver`);
    }
    await runDue();
    expect(sink.received).toHaveLength(2);
    clock.advance(hourMs);
    await runDue();
    expect(await runtime().database.prisma.job.count({ where: { kind: deliverJob } })).toBe(1);
    expect(sink.received).toHaveLength(3);
  });

  it("asked for again during its last attempt is sent again after that attempt fails", async () => {
    const { id } = await addEndpoint();
    sink.answer("hang");
    await happen();
    await runtime().jobs.runDue({ "webhooks.fan-out": fanOut });
    const { id: deliveryId } = await onlyDelivery(id);
    const startedAt = new Date(clock.now() - dayMs);
    const { prisma } = runtime().database;
    const row = await prisma.webhookDelivery.update({ where: { id: deliveryId }, data: { startedAt } });
    await prisma.job.updateMany({ where: { kind: deliverJob }, data: { payload: deliverPayload(row) } });
    const lastAttempt = runDue();
    await sink.arrived(1);
    await api(`POST /v1/webhooks/${id}/deliveries/${deliveryId}/redeliver`);
    sink.answer({ status: 200 });
    sink.breakOff();
    await lastAttempt;
    await runDue();
    const { status, attempts } = await onlyDelivery(id);
    expect([status, attempts.map(({ status_code }) => status_code).toSorted()]).toEqual(["succeeded", [200, null]]);
  });

  it("ends with its endpoint", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 500 });
    await happen();
    await runDue();
    await api(`DELETE /v1/webhooks/${id}`);
    await letPass(dayMs);
    expect(sink.received).toHaveLength(1);
    expect(await runtime().database.prisma.webhookDelivery.count({ where: { endpointId: id } })).toBe(0);
  });
});
