import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { openMetrics } from "./open-metrics";
import { createTraffic } from "./traffic";

useTestRuntime();

const files = ["deploy/prometheus/alerts.yml", "deploy/grafana/latchkey.json", "docs/operations/metrics.md"];

it("only what counts is called a total, as Prometheus has it", async () => {
  const release = { version: "1.2.3", build: null };
  const registry = openMetrics({ runtime: runtime(), traffic: createTraffic(), release, jobKinds: ["mail.send"] });
  const types = [...(await registry.metrics()).matchAll(/^# TYPE (\S+_total) (\w+)$/gm)].map(([, , type]) => type);
  expect([...new Set(types)]).toEqual(["counter"]);
});

it.each(files)("%s names only metrics and labels that there are", async (file) => {
  const release = { version: "1.2.3", build: null };
  const registry = openMetrics({ runtime: runtime(), traffic: createTraffic(), release, jobKinds: ["mail.send"] });
  const names = new Set(
    registry.getMetricsAsArray().flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
  );
  const named = readFileSync(file, "utf8").match(/\b(latchkey|nodejs|process)_[a-z0-9_]+(?=[{[()}|` ,\s"\]])/g) ?? [];
  const metrics = named.filter((name) => !/^(process_row|latchkey_access)/.test(name));
  expect(metrics.length).toBeGreaterThan(5);
  expect(metrics.filter((name) => !names.has(name))).toEqual([]);
});
