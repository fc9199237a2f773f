import "server-only";
import { LRUCache } from "lru-cache";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { scopesOf } from "@/lib/access/held-scopes";
import { holdsScope, planFor } from "@/lib/access/principal";
import { Answer } from "@/lib/http/answer";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { insufficientScope, invalidToken, missingToken } from "@/lib/http/bearer";
import { checkInput } from "@/lib/http/check-input";
import { endpointOf } from "@/lib/http/contract";
import { creditsLeft } from "@/lib/http/credits-left";
import { limitHeaders } from "@/lib/http/limit-headers";
import { refusalAnswer } from "@/lib/http/refusal";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { ForwardAuthOptions, forwardAuthContract } from "./contract";
import { identityToken } from "./identity-token";
import { type Judgement, judge } from "./judge";
import { productAskedOf } from "./question";
import { keyIn } from "./sent-key";

const endpoint = endpointOf(forwardAuthContract);

/** What was read before, by the state of the catalogue whose names it holds: a proxy's configuration asks the same each time. */
const known = new WeakMap<Catalogue, LRUCache<string, ForwardAuthOptions>>();
const longestKnown = 500;

/**
 * Answers a proxy whether the request that it holds may pass: 200 with who is calling in headers, or 401, 403, 429
 * (contract section 8). The URL says what is required; the proxy's own configuration sets it. One that does not parse
 * is a 400, which lets no request pass.
 */
export async function forwardAuth(request: UnreadRequest): Promise<Answer> {
  const options = readOptions(request.search.slice(1));
  const original = originalOf(request, options);
  const sent = { header: (name: string) => request.headers.get(name), uri: original?.path ?? null };
  const scopes = options.scope ?? [];
  const product = productAskedOf({ product: options.product, scopes });
  const key = keyIn(sent, product);
  if (!key.sent) return refused(missingToken(), {}, options, request);
  const judgement = await judge({
    token: key.token ?? "",
    product,
    checks: [
      {
        scopes,
        resource: options.resource,
        cost: options.cost,
        called: options.endpoint === undefined ? original : { id: options.endpoint },
        tags: options.tags,
      },
    ],
    environment: options.environment === "any" ? undefined : options.environment,
    asker: { address: request.address, organizationId: options.organization ?? null },
    // A proxy does not tell when its request has ended, so that it holds nothing.
    askedBy: "",
    // A trusted proxy names it by X-Forwarded-For.
    address: request.address,
    origin: request.headers.get("origin"),
    organizationId: options.organization ?? null,
    endpoint,
    agent: request.headers.get("user-agent"),
    askedMs: performance.now(),
  });
  const { decision } = judgement;
  const limits = decision && judgement.product ? limitHeaders(decision, judgement.product) : {};
  const error = errorOf(judgement);
  if (error) return refused(error, limits, options, request);
  return new Answer(200, { "cache-control": "no-store", ...limits, ...identityOf(judgement, options) }, "");
}

/** What the proxy says was requested of it; 400 where it does not say it in the way that its configuration names. */
function originalOf(request: UnreadRequest, { route }: ForwardAuthOptions): { method: string; path: string } | null {
  if (route === undefined) return null;
  const [method, path] = saidOf(request, route);
  if (!method || !path) throw invalidField("route", "the proxy tells no original method and path");
  return { method: method.toUpperCase(), path };
}

function saidOf({ method, search, headers }: UnreadRequest, route: NonNullable<ForwardAuthOptions["route"]>) {
  if (route === "original") return [headers.get("x-original-method"), headers.get("x-original-uri")];
  if (route === "forwarded") return [headers.get("x-forwarded-method"), headers.get("x-forwarded-uri")];
  return [method, /[?&]uri=(.*)$/.exec(search)?.[1]];
}

/** nginx passes on nothing but 401 and 403: what the answer really is then stands in a header. */
function refused(
  error: ApiError,
  limits: Record<string, string>,
  { deny }: ForwardAuthOptions,
  request: UnreadRequest,
): Answer {
  const answer = refusalAnswer(error, forwardAuthContract, request, limits);
  const status = answer.status === 429 && deny === "403" ? 403 : answer.status;
  return new Answer(status, { ...answer.headers, "x-latchkey-status": String(answer.status) }, answer.body);
}

/**
 * Reads what the proxy's configuration requires. A name that comes twice, or that is not known, is refused rather than
 * guessed at. `uri=` ends the options, because a proxy may put its client's own query after it.
 */
function readOptions(search: string): ForwardAuthOptions {
  const uriAt = search.search(/(^|&)uri=/);
  const own = uriAt === -1 ? search : search.slice(0, uriAt);
  const catalogue = currentCatalogue();
  const read = known.get(catalogue) ?? new LRUCache<string, ForwardAuthOptions>({ max: 1_000 });
  known.set(catalogue, read);
  const before = read.get(own);
  if (before) return before;
  const options = parseOptions(own);
  if (own.length <= longestKnown) read.set(own, options);
  return options;
}

function parseOptions(own: string): ForwardAuthOptions {
  const given = new URLSearchParams(own);
  const twice = [...given.keys()].find((name, index, all) => all.indexOf(name) !== index);
  if (twice !== undefined) throw invalidField(twice, "comes more than once");
  return checkInput(ForwardAuthOptions, Object.fromEntries(given)) as ForwardAuthOptions;
}

function errorOf({ code, record, asked }: Judgement): ApiError | null {
  switch (code) {
    case "VALID":
      return null;
    case "MISSING":
      return missingToken();
    case "MALFORMED":
      return invalidToken("malformed");
    case "NOT_FOUND":
      return invalidToken("unknown");
    case "EXPIRED":
      return invalidToken("expired");
    case "REVOKED":
      return invalidToken("revoked");
    case "DISABLED":
      return invalidToken("disabled");
    case "NOT_YET_VALID":
      return invalidToken("not-yet-valid");
    case "FORBIDDEN_ORIGIN":
      return new ApiError("forbidden", "This key may not be used from pages of this origin");
    case "FORBIDDEN_ADDRESS":
      return new ApiError("forbidden", "This key may not be used from this address");
    case "SECOND_FACTOR_REQUIRED":
      return new ApiError("forbidden", "The organization asks this key's user for two-step verification");
    case "WRONG_PRODUCT":
      return new ApiError("forbidden", "This key is for another product");
    case "WRONG_ENVIRONMENT":
      return new ApiError("forbidden", "This key is for the other environment");
    case "UNKNOWN_ENDPOINT":
      return new ApiError("forbidden", "The product has no endpoint of this method and path");
    case "INSUFFICIENT_SCOPE":
      return insufficientScope(asked[0]?.scopes.find((id) => !record || !holdsScope(record.principal, id)) ?? "");
    case "RATE_LIMITED":
      return new ApiError("rate_limited");
    case "QUOTA_EXCEEDED":
      return new ApiError("quota_exceeded");
    case "CREDITS_EXHAUSTED":
      return new ApiError("credits_exhausted");
    case "CONCURRENCY_EXCEEDED":
      return new ApiError("rate_limited");
  }
}

/** Who is calling, for the service behind the proxy; the proxy must set each of them itself, or strip it. */
function identityOf(
  { record, product, asked, decision }: Judgement,
  { metadata, identity }: ForwardAuthOptions,
): Record<string, string> {
  if (!record || !product) return {};
  const { organizationId, credentialId, userId, kind, environment, customer } = record.principal;
  return {
    "x-latchkey-organization": organizationId,
    "x-latchkey-key-id": credentialId,
    "x-latchkey-kind": kind,
    // Never left out: some proxies pass on their own placeholder for a header that is not there.
    "x-latchkey-user": userId ?? "",
    "x-latchkey-scopes": scopesOf(record).join(" "),
    "x-latchkey-roles": (record.roles ?? []).join(" "),
    "x-latchkey-environment": environment,
    "x-latchkey-plan": planFor(record.principal, product),
    "x-latchkey-product": product,
    "x-latchkey-endpoint": asked[0]?.endpoint?.id ?? "",
    "x-latchkey-customer": customer?.id ?? "",
    "x-latchkey-credits": creditsLeft(decision)?.remaining.toString() ?? "",
    "x-latchkey-external-id": customer?.externalId ?? "",
    "x-latchkey-identity": identity ? identityToken(record, product, metadata !== undefined) : "",
    ...(metadata ? { "x-latchkey-metadata": asciiJson(customer?.metadata ?? {}) } : {}),
  };
}

/** JSON in the characters that a header may hold. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
