import "server-only";
import { z } from "zod";

const address = z.url({ protocol: /^https?$/ }).optional();
const exporter = z.enum(["otlp", "none"]).default("otlp");

/** OpenTelemetry's own variables, as far as they decide whether anything is exported; its libraries read the others. */
export const telemetryVariables = {
  OTEL_SDK_DISABLED: z.enum(["true", "false"]).default("false"),
  OTEL_EXPORTER_OTLP_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal("http/protobuf", { error: "must be http/protobuf" }).optional(),
  OTEL_METRICS_EXPORTER: exporter,
  OTEL_TRACES_EXPORTER: exporter,
  /** Milliseconds between two exports of the metrics. */
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce.number().int().min(100).optional(),
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
