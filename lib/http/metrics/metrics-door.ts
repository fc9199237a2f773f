import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { readAuthorization } from "@/lib/http/bearer";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";

/** Answers a request for the metrics; false where it is for something else. */
export type MetricsDoor = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Answers `GET /metrics` in Prometheus' text format. With a token it is for those alone who show it as a bearer token
 * (RFC 6750); null is for a port that only the operator reaches.
 */
export function createMetricsDoor(registry: Registry, token: string | null, log: Log): MetricsDoor {
  return (request, response) => {
    if (request.url !== "/metrics" && !request.url?.startsWith("/metrics?")) return false;
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") {
      refuse(response, 405, { allow: "GET, HEAD" });
    } else if (token !== null && !holdsToken(request, token)) {
      refuse(response, 401, { "www-authenticate": 'Bearer realm="metrics"' });
    } else {
      registry.metrics().then(
        (text) => {
          response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" });
          response.end(method === "HEAD" ? undefined : text);
        },
        (error: unknown) => {
          log("error", "metrics_failed", errorFields(error));
          refuse(response, 500, {});
        },
      );
    }
    return true;
  };
}

/** Compared by their hashes, in constant time whatever their lengths. */
function holdsToken({ headers }: IncomingMessage, token: string): boolean {
  const shown = readAuthorization(headers.authorization ?? null);
  return shown.sent && shown.token !== null && timingSafeEqual(hashOf(shown.token), hashOf(token));
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { ...headers, "cache-control": "no-store" }).end();
}
