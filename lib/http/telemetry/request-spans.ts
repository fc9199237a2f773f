import "server-only";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type TextMapPropagator, type Tracer } from "@opentelemetry/api";
import { endpointNameOf, type OnAnswered } from "@/lib/http/answered-request";

/**
 * One server span for each answered request, below the caller's where it sent a `traceparent` (W3C Trace Context). The
 * attributes are those of the request log, by OpenTelemetry's names.
 */
export function createRequestSpans(tracer: Tracer, propagator: TextMapPropagator): OnAnswered {
  return (answered) => {
    const { headers, method, requestId, seen, status, isWhole, ms } = answered;
    const parent = propagator.extract(ROOT_CONTEXT, headers, {
      keys: Object.keys,
      get: (carrier, name) => carrier[name],
    });
    const endMs = Date.now();
    const name = endpointNameOf(answered);
    const principal = seen.gate?.principal ?? null;
    const span = tracer.startSpan(
      name,
      {
        kind: SpanKind.SERVER,
        startTime: endMs - ms,
        attributes: {
          "http.request.method": method,
          "http.response.status_code": status,
          "http.route": name.replace(/^[A-Z]+ /, ""),
          "latchkey.request_id": requestId,
          ...(seen.gate ? { "latchkey.product": seen.gate.product, "latchkey.outcome": seen.gate.verdict } : {}),
          ...(principal
            ? { "latchkey.organization": principal.organizationId, "latchkey.credential": principal.credentialId }
            : {}),
          ...(isWhole ? {} : { "latchkey.hung_up": true }),
        },
      },
      parent,
    );
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endMs);
  };
}
