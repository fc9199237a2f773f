import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import type { DeliveryStatus } from "@/lib/generated/prisma/enums";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { startWebhookSink, type WebhookSink } from "@/lib/testing/webhook-sink";
import { createWebhook } from "./webhooks";

const { clock } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });
let sink: WebhookSink;
let owner: TestUser;

const query = async (text: string, values: unknown[] = []) => (await runtime().database.pool.query(text, values)).rows;
const runDue = () => runtime().jobs.runDue(jobHandlers);
const deliveries = (status?: DeliveryStatus) =>
  runtime().database.prisma.webhookDelivery.count({ where: status === undefined ? {} : { status } });
const happen = () =>
  runtime().database.prisma.$transaction((tx) =>
    recordEvent(tx, { ...actedBy(owner.principal), type: "report.completed", data: { report_id: "rep_1" } }),
  );
const call = (target: string, body?: object) => callApi(target, { token: owner.token, body });

/** An endpoint with so many deliveries that wait, each after one failed attempt. */
async function endpointWith(count: number): Promise<string> {
  const webhook = { url: sink.url, events: ["report.completed"], description: "" };
  const { id } = await createWebhook(owner.principal, "prompts", webhook);
  await query(
    `WITH made AS (
       INSERT INTO webhook_deliveries (id, endpoint_id, organization_id, event_id, event_type, payload, created_at, started_at)
       SELECT $1 || n, $1, $2, 'evt' || n, 'report.completed', '{}', $4, $4 FROM generate_series(1, $3::int) AS n
       RETURNING id)
     INSERT INTO webhook_attempts (delivery_id, url, duration_ms, status_code) SELECT id, 'https://x.example', 1, 500 FROM made`,
    [id, owner.principal.organizationId, count, new Date(clock.now())],
  );
  return id;
}

beforeAll(async () => {
  await query(`CREATE TABLE removals (rows int);
    CREATE FUNCTION note_removal() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO removals SELECT count(*) FROM gone; RETURN NULL; END $$;
    CREATE TRIGGER note_removal AFTER DELETE ON webhook_deliveries REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION note_removal()`);
});
beforeEach(async () => {
  clock.advance(60_000);
  await query("TRUNCATE removals, webhook_deliveries CASCADE");
  await runtime().database.prisma.job.deleteMany();
  sink = await startWebhookSink();
  owner = await createUser({ plan: "enterprise" });
});
afterEach(() => sink.close());

it("a deleted endpoint is gone at once and gets nothing more; its deliveries follow in small statements", async () => {
  const id = await endpointWith(42_000);
  await happen();
  expect((await call(`DELETE /v1/webhooks/${id}`)).status).toBe(204);
  expect(await deliveries()).toBe(42_000);
  for (const target of [`GET /v1/webhooks/${id}`, `GET /v1/webhooks/${id}/deliveries`, `DELETE /v1/webhooks/${id}`]) {
    expect([target, (await call(target)).status]).toEqual([target, 404]);
  }
  expect((await call("GET /v1/webhooks")).json.data).toEqual([]);
  const [left] = await query("SELECT sealed_secret, enabled FROM webhook_endpoints");
  expect(left).toEqual({ sealed_secret: "", enabled: false });
  await happen();
  await runDue();
  expect([sink.received.length, await deliveries()]).toEqual([0, 0]);
  expect(await query("SELECT id FROM webhook_endpoints UNION ALL SELECT delivery_id FROM webhook_attempts")).toEqual(
    [],
  );
  expect(await query("SELECT max(rows)::int AS most FROM removals")).toEqual([{ most: 2_000 }]);
});

it("an account and its organization are deleted without waiting for their deliveries, and nothing is left", async () => {
  await endpointWith(3_000);
  const gone = await call("DELETE /api/user/me", { password: testPassword });
  expect([gone.status, await deliveries()]).toEqual([204, 3_000]);
  await runDue();
  const left = await query(
    "SELECT id FROM webhook_endpoints UNION ALL SELECT id FROM webhook_deliveries UNION ALL SELECT id FROM jobs",
  );
  expect(left).toEqual([]);
});

it("switching off cancels however many wait, in small statements, and none that come later", async () => {
  const id = await endpointWith(4_500);
  const switched = async (enabled: boolean) => {
    const { status, text } = await call(`PATCH /v1/webhooks/${id}`, { enabled });
    expect([status, text]).toEqual([200, expect.any(String)]);
  };
  await switched(false);
  expect([await deliveries("cancelled"), await deliveries("pending")]).toEqual([2_000, 2_500]);
  clock.advance(1);
  await switched(true);
  await happen();
  await runDue();
  expect([await deliveries("cancelled"), await deliveries("pending")]).toEqual([4_500, 0]);
  expect([sink.received.length, await deliveries("succeeded")]).toEqual([1, 1]);
});
