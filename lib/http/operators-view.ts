import "server-only";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Runtime } from "@/lib/access/runtime";
import type { Log } from "@/lib/platform/log";
import type { Release } from "@/lib/platform/release";
import type { OnAnswered } from "./answered-request";
import { listen } from "./http-server";
import { createMetricsDoor } from "./metrics/metrics-door";
import { openMetrics } from "./metrics/open-metrics";
import { createTraffic } from "./metrics/traffic";
import { createProbes } from "./probes";
import { logRequest } from "./request-log";

/** What a process shows its operator: probes, metrics and the request log, as far as the settings ask for them. */
export type OperatorsView = {
  /** Answers, on the product's port, what is for supervisors; false for all other requests. */
  answerFirst(request: IncomingMessage, response: ServerResponse): boolean;
  /** Undefined where nobody wants to hear of requests. */
  onAnswered: OnAnswered | undefined;
  /** Opens the operator's own port, where the settings name one; rejects with a sentence for the operator. */
  open(): Promise<void>;
  close(): Promise<void>;
};

type Parts = {
  runtime: Runtime;
  release: Release;
  /** Every kind of job. */
  jobKinds: readonly string[];
  /** Names this process among those of the deployment. */
  processId: string;
  log: Log;
};

/**
 * Puts the view together. The operator's port answers the probes too, and stays open until the process has stopped.
 * What is not asked for is not loaded, and nothing is counted for it.
 */
export async function createOperatorsView({
  runtime,
  release,
  jobKinds,
  processId,
  log,
}: Parts): Promise<OperatorsView> {
  const { metrics, requestLog, telemetry } = runtime.settings;
  const isScraped = metrics.port !== null || metrics.token !== null;
  const probes = createProbes(runtime.health, release);
  const traffic = isScraped || telemetry.metrics ? createTraffic() : null;
  const registry = traffic && openMetrics({ runtime, traffic, release, jobKinds });
  const door = isScraped && registry ? createMetricsDoor(registry, metrics.token, log) : () => false;
  const exported =
    telemetry.metrics || telemetry.traces
      ? (await import("./telemetry/open-telemetry")).openTelemetry({
          settings: telemetry,
          registry,
          version: release.version,
          processId,
          log,
        })
      : null;
  const server = createServer((request, response) => {
    if (!probes(request, response) && !door(request, response)) response.writeHead(404).end();
  });
  return {
    answerFirst: (request, response) => probes(request, response) || (metrics.port === null && door(request, response)),
    onAnswered: allOf([
      ...(traffic ? [traffic.count] : []),
      ...(requestLog ? [logRequest.bind(null, log)] : []),
      ...(exported?.onAnswered ? [exported.onAnswered] : []),
    ]),
    async open() {
      if (metrics.port === null) return;
      await listen(server, metrics.port, metrics.host, "METRICS_PORT");
    },
    async close() {
      await exported?.close();
      if (!server.listening) return;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** Undefined for none, so that a request then costs nothing. */
function allOf(listeners: readonly OnAnswered[]): OnAnswered | undefined {
  const [first, ...others] = listeners;
  if (!first || others.length === 0) return first;
  return (answered) => {
    for (const listener of listeners) listener(answered);
  };
}
