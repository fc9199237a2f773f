import "server-only";
import type { Log } from "@/lib/platform/log";
import type { AnsweredRequest } from "./answered-request";
import { endpointNameOf } from "./answered-request";

/**
 * Writes one line for each answered request: its id, endpoint, status and duration, and whose credential it was. Addresses,
 * headers, queries and bodies are in none.
 */
export function logRequest(log: Log, answered: AnsweredRequest): void {
  const { requestId, seen, status, isWhole, ms } = answered;
  const principal = seen.gate?.principal ?? null;
  log("info", "request", {
    request_id: requestId,
    endpoint: endpointNameOf(answered),
    status,
    ms: Math.round(ms * 100) / 100,
    organization: principal?.organizationId ?? null,
    credential: principal?.credentialId ?? null,
    ...(isWhole ? {} : { hung_up: true }),
  });
}
