import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { createOperatorsView, type OperatorsView } from "@/lib/http/operators-view";
import { inOwnTime } from "@/lib/platform/in-time";
import { readSettings } from "@/lib/platform/settings";
import { openApiEdge } from "@/lib/testing/api-edge";
import { environmentOf } from "@/lib/testing/child-process";
import { sendTo } from "@/lib/testing/edge-server";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { type OtlpCollector, startOtlpCollector } from "@/lib/testing/otlp-collector";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();
const logged: string[] = [];
let owner: TestUser;
let key: { id: string; secret: string };
let collector: OtlpCollector;
let view: OperatorsView | undefined;

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  key = await createKey(owner, { scopes: ["prompts:read"] });
});
beforeEach(async () => {
  collector = await startOtlpCollector();
  logged.length = 0;
});
afterEach(async () => {
  await view?.close();
  view = undefined;
  await collector.close();
  vi.unstubAllEnvs();
});

/** Opens the API with the standard's variables in the environment; their libraries read them there. */
async function serve(variables: Record<string, string>): Promise<number> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const settings = readSettings(environmentOf(open().settings, variables) as Record<string, string>);
  view = await createOperatorsView({
    runtime: { ...runtime(), settings },
    release: { version: "1.2.3", build: null },
    jobKinds: ["mail.send"],
    processId: "process-1",
    log: (_level, event, fields) => logged.push(`${event} ${fields?.error} ${fields?.stack}`),
  });
  return openApiEdge({ answerFirst: view.answerFirst, onAnswered: view.onAnswered });
}

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const ask = (port: number, path = "/v1/prompts") =>
  sendTo(port, { path, headers: { authorization: `Bearer ${key.secret}`, traceparent } });

describe("a collector that OTEL_EXPORTER_OTLP_ENDPOINT names", () => {
  it("gets a span of each request below the caller's, with endpoint, status and whose credential it was, and nothing that was sent", async () => {
    const port = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20of-the-collector",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
      OTEL_BSP_SCHEDULE_DELAY: "50",
    });
    const answer = await ask(port, "/v1/prompts/prompt_of-the-caller?q=of-the-caller");
    await vi.waitFor(() => expect(collector.spans).toHaveLength(1), { timeout: 10_000 });
    const [span] = collector.spans;
    expect(span).toMatchObject({
      name: "GET /v1/prompts/{id}",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      parentSpanId: "b7ad6b7169203331",
      kind: 2,
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "http.route": "/v1/prompts/{id}",
        "latchkey.request_id": answer.headers["x-request-id"],
        "latchkey.outcome": "admitted",
        "latchkey.organization": owner.principal.organizationId,
        "latchkey.credential": key.id,
      },
      resource: {
        "service.name": "latchkey",
        "service.version": "1.2.3",
        "service.instance.id": "process-1",
        "deployment.environment.name": "staging",
      },
    });
    expect(JSON.stringify(collector.spans)).not.toContain("of-the-caller");
    expect(JSON.stringify(collector.spans)).not.toContain(key.secret);
    expect(collector.headers[0]?.authorization).toBe("Bearer of-the-collector");
  });

  it("gets the same numbers as /metrics: counters, gauges and histograms", async () => {
    const port = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRIC_EXPORT_INTERVAL: "300",
      OTEL_TRACES_EXPORTER: "none",
      OTEL_SERVICE_NAME: "keys-of-the-company",
    });
    for (let count = 0; count < 3; count += 1) await ask(port);
    const latest = (name: string) => collector.metrics.filter((metric) => metric.name === name).at(-1);
    const pointOf = (name: string, endpoint: string) =>
      latest(name)?.points.find(({ attributes }) => attributes.endpoint === endpoint)?.value;
    await vi.waitFor(() => expect(pointOf("latchkey_http_requests_total", "GET /v1/prompts")).toBe(3), {
      timeout: 20_000,
    });
    expect(latest("latchkey_http_requests_total")?.kind).toBe("sum");
    expect(latest("latchkey_http_request_duration_seconds")?.kind).toBe("histogram");
    expect(pointOf("latchkey_http_request_duration_seconds", "GET /v1/prompts")).toBe(3);
    expect(latest("latchkey_ready")).toMatchObject({
      kind: "gauge",
      resource: { "service.name": "keys-of-the-company" },
    });
    expect(collector.spans).toEqual([]);
  });
});

it("a collector that is away costs a line of the log, with its stack; requests are answered, and the stop is not held up", async () => {
  await collector.close();
  const port = await serve({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "50",
    OTEL_EXPORTER_OTLP_TIMEOUT: "200",
  });
  expect((await ask(port)).status).toBe(200);
  await vi.waitFor(() => expect(logged.join()).toMatch(/telemetry_failed connect ECONNREFUSED [\d.:]+ at /), {
    timeout: 20_000,
  });
  expect(view).toBeDefined();
  await inOwnTime(Promise.resolve(view?.close()), 2_500, "the stop is held up");
});

it.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_SDK_DISABLED: "true" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" },
])("nothing is exported or counted with %o", async (variables) => {
  await serve(variables);
  expect(view?.onAnswered).toBeUndefined();
});

it("a protocol that is not spoken is refused by its name", () => {
  const env = environmentOf(open().settings, { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
  expect(() => readSettings(env)).toThrow("OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf");
});
