import type { Contract } from "./contract";

/** What scripts may read of every answer beside its body; browsers show them a few headers only where none are named. */
const exposedHeaders = [
  "x-request-id",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-policy",
  "x-ratelimit-retry-after",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "www-authenticate",
  "allow",
  "content-disposition",
  "etag",
  "idempotent-replayed",
];

/** What clients of ours send; a preflight may ask for more. */
const usualRequestHeaders = [
  "authorization",
  "content-type",
  "dpop",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "x-request-id",
];

/** Beyond any page's needs. */
const maxAskedHeaders = 64;

/** Any origin may call with a bearer token; without `allow-credentials`, browsers send no cookie along (contract section 10). */
export const corsHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": exposedHeaders.join(", "),
};

type Reach = Pick<Contract, "audience" | "crossOrigin" | "everyMethod">;

/**
 * Whether scripts of other origins may call an endpoint. Endpoints that know their caller by a cookie or a form are not
 * for them. Neither is what answers a preflight as the question that it looks like.
 */
function isOpen({ audience = "public", crossOrigin, everyMethod }: Reach): boolean {
  return !everyMethod && (audience === "public" || audience === "embed" || crossOrigin === true);
}

/** CORS headers of an endpoint's answers, successes and refusals alike: what its preflight promised. */
export function corsOf(contract: Reach): Readonly<Record<string, string>> {
  return isOpen(contract) ? corsHeaders : {};
}

/** The same where a credential counts from pages of one origin alone: no script of another may read the answer. */
export function corsFor(contract: Reach, origin: string | null): Readonly<Record<string, string>> {
  const headers = corsOf(contract);
  if (contract.audience !== "embed" || origin === null) return headers;
  return { ...headers, "access-control-allow-origin": origin, vary: "origin" };
}

/** What a path offers to a preflight. */
export type Offer = { methods: readonly string[]; contracts: readonly (Reach & { method: string })[] };

/**
 * Headers of the answer to a preflight request (Fetch standard, section 3.2). They name the path's methods that scripts
 * of other origins may use, and every request header that was asked for. Of the headers that scripts can set, our
 * answers depend only on credentials. Tracing (`traceparent`, `baggage`) and the like may therefore pass.
 */
export function preflightHeaders({ methods, contracts }: Offer, askedHeaders: string | null): Record<string, string> {
  const allow = { allow: methods.join(", ") };
  const open = contracts.filter(isOpen).map(({ method }) => method);
  if (open.length === 0) return allow;
  const offered = methods.filter((method) => open.includes(method === "HEAD" ? "GET" : method) || method === "OPTIONS");
  return {
    ...corsHeaders,
    "access-control-allow-methods": offered.join(", "),
    "access-control-allow-headers": [...new Set([...usualRequestHeaders, ...namesIn(askedHeaders)])].join(", "),
    "access-control-max-age": "600",
    vary: "access-control-request-headers",
    ...allow,
  };
}

/** The field names (RFC 9110 section 5.1) in a list; anything else in it is left out. */
function namesIn(list: string | null): string[] {
  const names = (list ?? "").split(",", maxAskedHeaders).map((name) => name.trim().toLowerCase());
  return names.filter((name) => /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name) && name !== "*");
}
