import type { Contract } from "./contract";

/** Any origin may call with a bearer token; without `allow-credentials`, browsers send no cookie along (contract section 10). */
export const corsHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, x-ratelimit-policy, x-ratelimit-retry-after, ratelimit, ratelimit-policy, retry-after, www-authenticate, etag, idempotent-replayed",
};

/** CORS headers of an answer. A library allows origins by rules of its own; what is refused in its place any page may read. */
export function corsOf({ audience = "public" }: Pick<Contract, "audience">, isRefusal: boolean) {
  return audience === "public" || (audience === "library" && isRefusal) ? corsHeaders : {};
}

/** The answer to a preflight request: which methods the path has and which headers may be sent. */
export function preflightResponse(methods: readonly string[], requestId: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": "authorization, content-type, dpop, idempotency-key, if-none-match",
      "access-control-max-age": "600",
      allow: methods.join(", "),
      "x-request-id": requestId,
    },
  });
}
