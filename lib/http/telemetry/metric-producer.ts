import "server-only";
import { type HrTime, ValueType } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Registry } from "prom-client";

type Value = { labels: Partial<Record<string, string | number>>; value: number; metricName?: string };
type Metric = { name: string; help: string; type: string; values: Value[] };
type Span = { startTime: HrTime; endTime: HrTime };

/** The metrics of a registry in OpenTelemetry's data model, so that both ways of reading them tell the same. */
export function producerOf(registry: Registry, resource: Resource): MetricProducer {
  const startTime = hrTime(Date.now() - process.uptime() * 1_000);
  return {
    async collect() {
      const span = { startTime, endTime: hrTime(Date.now()) };
      // The library's type leaves out what a histogram's values hold.
      const told = (await registry.getMetricsAsJSON()) as unknown as Metric[];
      const metrics = told.flatMap((metric) => dataOf(metric, span));
      return { resourceMetrics: { resource, scopeMetrics: [{ scope: { name: "latchkey" }, metrics }] }, errors: [] };
    },
  };
}

function dataOf(metric: Metric, span: Span): MetricData[] {
  const { name, help: description, type, values } = metric;
  const told = {
    descriptor: { name, description, unit: "", valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === "histogram") {
    return [{ ...told, dataPointType: DataPointType.HISTOGRAM, dataPoints: histogramsOf(metric, span) }];
  }
  const dataPoints = values.map(({ labels, value }) => ({ ...span, attributes: attributesOf(labels), value }));
  if (type === "counter") return [{ ...told, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }];
  return type === "gauge" ? [{ ...told, dataPointType: DataPointType.GAUGE, dataPoints }] : [];
}

/** One histogram for each set of labels; the text format's buckets hold all below them, OpenTelemetry's do not. */
function histogramsOf({ name, values }: Metric, span: Span): DataPoint<Histogram>[] {
  const groups = new Map<string, { attributes: Record<string, string>; values: Value[] }>();
  for (const value of values) {
    const { le: _, ...own } = value.labels;
    const attributes = attributesOf(own);
    const id = JSON.stringify(attributes);
    const group = groups.get(id) ?? { attributes, values: [] };
    groups.set(id, group);
    group.values.push(value);
  }
  return [...groups.values()].map(({ attributes, values: grouped }) => {
    const buckets = grouped.filter(({ metricName }) => metricName === `${name}_bucket`);
    const told = (part: string) => grouped.find(({ metricName }) => metricName === `${name}_${part}`)?.value ?? 0;
    const boundaries = buckets.map(({ labels }) => Number(labels.le)).filter(Number.isFinite);
    const counts = buckets.map(({ value }, place) => value - (buckets[place - 1]?.value ?? 0));
    return {
      ...span,
      attributes,
      value: { buckets: { boundaries, counts }, sum: told("sum"), count: told("count") },
    };
  });
}

function attributesOf(labels: Value["labels"]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1_000_000)];
}
