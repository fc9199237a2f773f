import { afterEach, beforeEach, expect } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { DeliveryDetail, listDeliveriesContract } from "@/lib/features/webhooks/delivery-contract";
import { webhookJobs } from "@/lib/features/webhooks/jobs";
import { deliverJob } from "@/lib/features/webhooks/jobs-of-webhooks";
import { WebhookWithSecret } from "@/lib/features/webhooks/webhook-contract";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { callApi } from "./call-api";
import { createUser, type TestUser } from "./factories";
import type { TestClock } from "./test-clock";
import { startWebhookSink, type WebhookSink } from "./webhook-sink";

/** Gives each test of a file a sink, an organization of its own and an empty queue, and deliveries between them by the clock. */
export function useWebhookDeliveries(clock: TestClock) {
  const handlers = webhookJobs({ deadlineMs: 1_500 });
  const createOwner = () => createUser({ plan: "enterprise" });
  let world: { sink: WebhookSink; owner: TestUser } | undefined;
  const current = () => {
    if (!world) throw new Error("the sink starts before each test");
    return world;
  };
  beforeEach(async () => {
    clock.advance(60_000);
    await runtime().database.prisma.job.deleteMany();
    world = { sink: await startWebhookSink(), owner: await createOwner() };
  });
  afterEach(() => current().sink.close());

  /** Another owner in the first one's place, for a clock at which their session has ended. */
  const renewOwner = async () => {
    current().owner = await createOwner();
    return current().owner;
  };
  const api = async (target: string, body?: object) => {
    const answer = await callApi(target, { token: current().owner.token, body });
    expect([target, answer.status, answer.text]).toEqual([
      target,
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
    return answer.json;
  };
  const addEndpoint = async (body: object = {}) =>
    WebhookWithSecret.parse(
      await api("POST /v1/webhooks", { url: current().sink.url, events: ["report.completed"], ...body }),
    );
  const happen = (
    type: "report.completed" | "report.failed" | "memory.created" = "report.completed",
    of = current().owner,
  ) =>
    runtime().database.prisma.$transaction((tx) =>
      recordEvent(tx, { ...actedBy(of.principal), type, subjectId: "rep_1", data: { report_id: "rep_1" } }),
    );
  const runDue = () => runtime().jobs.runDue(handlers);
  const deliveriesOf = async (id: string, query = "") =>
    listDeliveriesContract.success.body.parse(await api(`GET /v1/webhooks/${id}/deliveries${query}`)).data;
  const onlyDelivery = async (id: string) => {
    const deliveries = await deliveriesOf(id);
    expect(deliveries).toHaveLength(1);
    const [{ id: deliveryId } = { id: "" }] = deliveries;
    return DeliveryDetail.parse(await api(`GET /v1/webhooks/${id}/deliveries/${deliveryId}`));
  };
  /** Runs what falls due within a time, each thing at its own time. */
  const letPass = async (ms: number) => {
    const endMs = clock.now() + ms;
    for (;;) {
      await runDue();
      const next = await runtime().database.prisma.job.findFirst({
        where: { kind: deliverJob },
        orderBy: { runAt: "asc" },
      });
      if (!next || next.runAt.getTime() > endMs) break;
      clock.set(Math.max(next.runAt.getTime(), clock.now()));
    }
    clock.set(endMs);
  };
  return { current, renewOwner, api, addEndpoint, happen, runDue, deliveriesOf, onlyDelivery, letPass };
}
