import "server-only";
import { Registry } from "prom-client";
import type { Runtime } from "@/lib/access/runtime";
import type { Release } from "@/lib/platform/release";
import { tellDueJobs, tellProcess } from "./process-metrics";
import type { Traffic } from "./traffic";
import { tellTraffic } from "./traffic-metrics";

/** What the metrics are read from. */
export type MetricSources = {
  runtime: Runtime;
  traffic: Traffic;
  release: Release;
  /** Every kind of job. */
  jobKinds: readonly string[];
};

/** Everything that a process can tell of itself in numbers, read when it is asked for. */
export function openMetrics({ runtime, traffic, release, jobKinds }: MetricSources): Registry {
  const registry = new Registry();
  tellTraffic(registry, traffic);
  tellProcess(registry, runtime, release);
  tellDueJobs(registry, runtime, jobKinds);
  return registry;
}
