import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Health, HealthReport } from "@/lib/platform/health";
import type { Release } from "@/lib/platform/release";

/** Answers a request that is for supervisors and load balancers; false where it is for somebody else. */
export type Probes = (request: IncomingMessage, response: ServerResponse) => boolean;

type ProbeAnswer = { status: number; body: unknown };

/**
 * Answers `/livez`, `/readyz`, `/healthz` and `/version`, before anything is checked, counted or logged. `/livez` says that
 * the process runs, also while it stops: a supervisor must not kill it then. `/readyz` says whether it takes requests and
 * names each part; `/healthz` is the same for tools that know that name. 200 or 503.
 */
export function createProbes(health: Health, release: Release): Probes {
  const readiness = async () => readinessOf(await health.report());
  const answers = new Map<string, () => Promise<ProbeAnswer>>([
    ["/livez", async () => ({ status: 200, body: { status: "alive" } })],
    ["/readyz", readiness],
    ["/healthz", readiness],
    ["/version", async () => ({ status: 200, body: { name: "latchkey", ...release } })],
  ]);
  return (request, response) => {
    const answer = answers.get(pathOf(request.url ?? ""));
    if (!answer) return false;
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(request, response, { status: 405, body: { status: "method not allowed" } }, { allow: "GET, HEAD" });
      return true;
    }
    answer().then(
      (answered) => send(request, response, answered),
      () => send(request, response, { status: 503, body: { status: "failing" } }),
    );
    return true;
  };
}

function pathOf(url: string): string {
  const queryAt = url.indexOf("?");
  return queryAt === -1 ? url : url.slice(0, queryAt);
}

function readinessOf({ status, parts }: HealthReport): ProbeAnswer {
  const told = Object.entries(parts).map(([name, { state, reason }]) => [name, reason ? `${state}: ${reason}` : state]);
  return { status: status === "ready" ? 200 : 503, body: { status, parts: Object.fromEntries(told) } };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body }: ProbeAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    // A proxy's memory of yesterday's health is no health.
    "cache-control": "no-store",
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
