import { Webhook as Verifier } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createJobs } from "@/lib/platform/jobs";
import { createSeals } from "@/lib/platform/sealed";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { useWebhookDeliveries } from "@/lib/testing/webhook-deliveries";
import { startWebhookSink, type WebhookSink } from "@/lib/testing/webhook-sink";
import { disableEndpoint } from "./disable-endpoint";
import { webhookJobs } from "./jobs";
import { newSigningSecret } from "./signature";

const logged: { event: string; [field: string]: unknown }[] = [];
const { clock } = useTestRuntime({
  settings: { outboundAllow: ["127.0.0.0/8"] },
  log: (_level, event, fields) => logged.push({ event, ...fields }),
});
const dayMs = 86_400_000;

let sink: WebhookSink;
let owner: TestUser;
const { current, api, addEndpoint, happen, runDue, deliveriesOf, onlyDelivery, letPass } = useWebhookDeliveries(clock);
beforeEach(() => {
  ({ sink, owner } = current());
});

describe("an endpoint that takes nothing", () => {
  it("for three days is switched off, with an event to the others and a mail to owners and admins", async () => {
    const dead = await addEndpoint();
    const watching = await addEndpoint({ events: ["webhook.disabled"], url: `${sink.url}/watching` });
    sink.answer(({ path }) => ({ status: path.endsWith("watching") ? 200 : 500 }));
    for (let day = 0; day < 4; day++) {
      await happen();
      await letPass(dayMs);
    }
    const { enabled, disabled_reason } = await api(`GET /v1/webhooks/${dead.id}`);
    expect([enabled, disabled_reason]).toEqual([false, "failing"]);
    expect(await deliveriesOf(dead.id, "?status=pending")).toEqual([]);
    expect(await deliveriesOf(watching.id)).toMatchObject([{ event_type: "webhook.disabled", status: "succeeded" }]);
    const mails = await runtime().database.prisma.mail.findMany({ where: { recipient: owner.email } });
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(`/dashboard/webhooks/${dead.id}`);
    expect(await api(`PATCH /v1/webhooks/${dead.id}`, { enabled: true })).toMatchObject({
      enabled: true,
      disabled_reason: null,
      failing_since: null,
    });
  });

  it("stays on when anything has succeeded meanwhile", async () => {
    const { id } = await addEndpoint();
    for (let day = 0; day < 5; day++) {
      sink.answer({ status: day === 2 ? 200 : 500 });
      await happen();
      await letPass(dayMs);
    }
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ enabled: true });
  });

  it("and says 410 is switched off at once", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 410 });
    await happen();
    await runDue();
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ enabled: false, disabled_reason: "gone" });
    expect(await onlyDelivery(id)).toMatchObject({ status: "failed", attempts: [{ status_code: 410 }] });
  });

  it("because its secret was sealed with another key is switched off and told of once, until the secret is rotated", async () => {
    const { id } = await addEndpoint();
    const others = createSeals("another-encryption-key-".repeat(2));
    const { prisma } = runtime().database;
    const sealedSecret = others.seal(newSigningSecret(), "webhook-secret");
    await prisma.webhookEndpoint.update({ where: { id }, data: { sealedSecret } });
    logged.length = 0;
    for (let count = 0; count < 3; count++) await happen();
    await runDue();
    expect(sink.received).toEqual([]);
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({
      enabled: false,
      disabled_reason: "unreadable_secret",
    });
    const [failed] = await deliveriesOf(id, "?status=failed");
    expect(failed?.attempts).toMatchObject([
      { status_code: null, error: expect.stringContaining("rotate the secret") },
    ]);
    expect(await deliveriesOf(id, "?status=pending")).toEqual([]);
    expect(logged.filter(({ event }) => event === "webhook_secret_unreadable")).toMatchObject([{ endpoint: id }]);
    const [mail, ...more] = await prisma.mail.findMany({ where: { recipient: owner.email } });
    expect([mail?.text, more]).toEqual([expect.stringContaining("Rotate the secret"), []]);

    const { secret } = await api(`POST /v1/webhooks/${id}/rotate-secret`, {});
    await api(`PATCH /v1/webhooks/${id}`, { enabled: true });
    expect(await api(`POST /v1/webhooks/${id}/redeliver-failed`, {})).toEqual({ redelivered: 3, remaining: 0 });
    await runDue();
    expect(sink.received).toHaveLength(3);
    for (const { headers, body } of sink.received) {
      const sent = headers as Record<string, string>;
      const signed = new Verifier(secret).sign(sent["webhook-id"] ?? "", new Date(clock.now()), body);
      expect(sent["webhook-signature"]).toBe(signed);
    }
  });

  it("has a new chance with another URL", async () => {
    const { id } = await addEndpoint();
    sink.answer({ status: 500 });
    await happen();
    await letPass(2 * dayMs);
    const { prisma } = runtime().database;
    const before = await prisma.webhookEndpoint.findUniqueOrThrow({ where: { id } });
    expect(before.failingSince).not.toBeNull();
    const changed = await api(`PATCH /v1/webhooks/${id}`, { url: `${sink.url}/new` });
    expect(changed.failing_since).toBeNull();
    // The old one's answer arrives after the change.
    for (const reason of ["gone", "failing"] as const) {
      await prisma.$transaction((tx) => disableEndpoint(tx, before, reason));
    }
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ enabled: true, disabled_reason: null });
  });

  it("is told of to no address that cannot receive mail", async () => {
    const { prisma } = runtime().database;
    const email = `${owner.id}@issuer.invalid`;
    await prisma.user.update({ where: { id: owner.id }, data: { email } });
    const { id } = await addEndpoint();
    sink.answer({ status: 410 });
    await happen();
    await runDue();
    expect(await api(`GET /v1/webhooks/${id}`)).toMatchObject({ enabled: false });
    expect(await prisma.mail.count({ where: { recipient: email } })).toBe(0);
  });

  it("gets two requests at once at most, and holds up no other's", async () => {
    const quick = await startWebhookSink();
    const jobs = createJobs(runtime().database, clock, () => undefined);
    try {
      sink.answer("hang");
      const hanging = [
        await addEndpoint(),
        await addEndpoint(),
        await addEndpoint(),
        await addEndpoint(),
        await addEndpoint(),
      ];
      for (let event = 0; event < 4; event++) await happen();
      const other = await createUser({ plan: "enterprise" });
      const body = { url: quick.url, events: ["report.completed"] };
      await callApi("POST /v1/webhooks", { token: other.token, body });
      for (let event = 0; event < 20; event++) await happen("report.completed", other);
      jobs.start(webhookJobs({ deadlineMs: 60_000 }));
      await quick.arrived(20);
      // Ten hang, two of each endpoint; the other ten wait for those, and no other delivery does.
      expect([sink.mostAtOnce, sink.received.length]).toEqual([10, 10]);
      sink.answer({ status: 500 });
      sink.breakOff();
      await sink.arrived(20);
      await jobs.close();
      for (const { id } of hanging) expect(await deliveriesOf(id, "?status=pending")).toHaveLength(4);
    } finally {
      await quick.close();
    }
  });
});
