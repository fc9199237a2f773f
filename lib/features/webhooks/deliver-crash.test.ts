import { once } from "node:events";
import { expect, it } from "vitest";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, startChild } from "@/lib/testing/child-process";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { startWebhookSink } from "@/lib/testing/webhook-sink";
import { webhookJobs } from "./jobs";
import { createWebhook } from "./webhooks";

const allowed = "127.0.0.0/8";
const { clock, open } = useTestRuntime({ settings: { outboundAllow: [allowed] } });
const dayMs = 86_400_000;

const worker = `
  await own.startWebhookWorker(process.env);
`;

async function startWorker() {
  const begin = await importing("lib/testing/webhook-worker.ts");
  return startChild(begin + worker, environmentOf(open().settings, { OUTBOUND_ALLOW: allowed }), { stderr: "ignore" });
}

it("a delivery whose process was killed before it could log the attempt is sent again with the same id, and pruned after 30 days", async () => {
  const { database, jobs } = open();
  const sink = await startWebhookSink();
  const child = await startWorker();
  try {
    sink.answer("hang");
    const { principal } = await createUser();
    const webhook = { url: sink.url, events: ["report.completed"], description: "" };
    const { id } = await createWebhook(principal, "prompts", webhook);
    await database.prisma.$transaction((tx) =>
      recordEvent(tx, { ...actedBy(principal), type: "report.completed", data: { report_id: "rep_1" } }),
    );
    await sink.arrived(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await database.prisma.webhookAttempt.count()).toBe(0);

    sink.answer({ status: 200 });
    // The dead process held the delivery by the machine's own clock.
    clock.set(Date.now());
    expect(await jobs.runDue(webhookJobs())).toBe(0);
    clock.advance(120_000);
    expect(await jobs.runDue(webhookJobs())).toBe(1);
    const [first, second] = sink.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    const stored = await database.prisma.webhookDelivery.findMany({
      where: { endpointId: id },
      include: { log: true },
    });
    expect(stored).toMatchObject([{ status: "succeeded", log: [{ statusCode: 200 }] }]);

    const created = stored[0]?.createdAt.getTime() ?? 0;
    await pruneAccounting(database.pool, created + 30 * dayMs);
    expect(await database.prisma.webhookAttempt.count()).toBe(1);
    await pruneAccounting(database.pool, created + 30 * dayMs + 1);
    expect(await database.prisma.webhookAttempt.count()).toBe(0);
  } finally {
    child.kill("SIGKILL");
    await sink.close();
  }
});
