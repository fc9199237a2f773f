import "server-only";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Registry } from "prom-client";
import type { OnAnswered } from "@/lib/http/answered-request";
import { inTime } from "@/lib/platform/in-time";
import type { Log } from "@/lib/platform/log";
import { errorFields, errorText } from "@/lib/platform/log-error.mjs";
import type { Settings } from "@/lib/platform/settings";
import { producerOf } from "./metric-producer";
import { createRequestSpans } from "./request-spans";

/** What leaves the process for a collector. */
export type Telemetry = {
  /** Makes a span of each answered request; null where none are exported. */
  onAnswered: OnAnswered | null;
  /** Sends what waits, in bounded time. */
  close(): Promise<void>;
};

type Parts = {
  settings: Settings["telemetry"];
  registry: Registry | null;
  version: string;
  /** Names this process among those of the deployment. */
  processId: string;
  log: Log;
};

/** A collector that hangs holds up no stop. */
const closeMs = 1_500;

/**
 * Opens the export to an OpenTelemetry collector by OTLP over HTTP (protobuf). Where to, with which headers, how often and
 * which traces is said by the standard's own variables, which its libraries read. A collector that is away costs a line of
 * the log and holds up nothing.
 */
export function openTelemetry({ settings, registry, version, processId, log }: Parts): Telemetry {
  const tell = (message: string, ...others: unknown[]) => {
    const parts = [thrownIn(message), ...others];
    const thrown = parts.find((part) => part instanceof Error);
    log("warn", "telemetry_failed", { ...errorFields(thrown ?? message), error: parts.map(errorText).join(" ") });
  };
  const quiet = () => undefined;
  diag.setLogger({ error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  const resource = resourceOf(version, processId);
  const meters = settings.metrics && registry ? openMeters(registry, resource) : null;
  const traces = settings.traces
    ? new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] })
    : null;
  return {
    onAnswered: traces && createRequestSpans(traces.getTracer("latchkey"), new W3CTraceContextPropagator()),
    async close() {
      const closing = Promise.all([meters?.shutdown(), traces?.shutdown()]);
      await inTime(closing, closeMs, "the collector did not take what was left").catch((error: unknown) =>
        log("warn", "telemetry_failed", errorFields(error)),
      );
    },
  };
}

/** The error of which the libraries have made a JSON text; any other text as it is. */
function thrownIn(text: string): unknown {
  if (!/^\{.*"stack":/s.test(text)) return text;
  const { message, stack, code } = JSON.parse(text);
  return Object.assign(new Error(message), { stack, code });
}

function openMeters(registry: Registry, resource: Resource): MeterProvider {
  const intervalMs = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL || 60_000);
  const timeoutMs = Number(process.env.OTEL_METRIC_EXPORT_TIMEOUT || 30_000);
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
    metricProducers: [producerOf(registry, resource)],
  });
  return new MeterProvider({ resource, readers: [reader] });
}

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` come before what we say ourselves. */
function resourceOf(version: string, processId: string): Resource {
  const own = resourceFromAttributes({
    "service.name": "latchkey",
    "service.version": version,
    "service.instance.id": processId,
  });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}
