import "server-only";
import * as z from "zod";
import { choice, url, wholeNumber } from "./setting-values";

const address = url(/^https?$/, "http:// or https://").optional();
const exporter = choice(["otlp", "none"]).default("otlp");

/** OpenTelemetry's own variables, as far as they decide whether anything is exported; its libraries read the others. */
export const telemetryVariables = {
  OTEL_SDK_DISABLED: choice(["true", "false"]).default("false").describe("true: nothing is exported to OpenTelemetry"),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.describe("collector of metrics and traces"),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address.describe("collector of metrics, where it is another one"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.describe("collector of traces, where it is another one"),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .literal("http/protobuf", { error: "must be http/protobuf" })
    .optional()
    .describe("how collectors are spoken to"),
  OTEL_METRICS_EXPORTER: exporter.describe("none: no metrics are exported"),
  OTEL_TRACES_EXPORTER: exporter.describe("none: no traces are exported"),
  OTEL_METRIC_EXPORT_INTERVAL: wholeNumber(100, 86_400_000)
    .optional()
    .describe("milliseconds between two exports of the metrics"),
};

/** What is exported: nothing, unless a collector's address is given. */
export type TelemetrySettings = { metrics: boolean; traces: boolean };

const Given = z.object(telemetryVariables);

/** Decides by the standard's variables, the signal's own before the common one. */
export function telemetryOf(given: z.output<typeof Given>): TelemetrySettings {
  const isOn = given.OTEL_SDK_DISABLED === "false";
  const all = given.OTEL_EXPORTER_OTLP_ENDPOINT;
  const metrics = given.OTEL_METRICS_EXPORTER === "otlp" && (given.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT ?? all);
  const traces = given.OTEL_TRACES_EXPORTER === "otlp" && (given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? all);
  return { metrics: isOn && Boolean(metrics), traces: isOn && Boolean(traces) };
}
