import { z } from "zod";
import {
  countedProductIds,
  isAskedScope,
  isResourceName,
  productIds,
  productOfScope,
  type ScopeId,
  scopeIds,
} from "@/lib/access/catalogue";
import { Environment } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { judgedReasons } from "@/lib/http/refusal-guide";
import { Instant } from "@/lib/http/timestamp";

/** Products whose limits belong to an organization, so that a request elsewhere can be counted on them. */
const Product = catalogueId(countedProductIds);
const cost = z.number().int().min(1).max(1_000);
const Scopes = z
  .array(catalogueId(scopeIds, isAskedScope))
  .max(20)
  .refine(isOneProduct, "belong to more than one product");

function isOneProduct(scopes: readonly string[]): boolean {
  return new Set(scopes.filter(isAskedScope).map(productOfScope)).size <= 1;
}

/** What is touched, of the things that scopes such as `images:read:{album}` tell apart; without it all of them are asked for. */
const Resource = z
  .string()
  .refine(isResourceName, "must be at most 128 letters, digits and signs of ._~@/+=-, the first a letter or digit");

/** Why a key is valid, or is not. */
export const verdictCodes = ["VALID", ...judgedReasons] as const;
export type VerdictCode = (typeof verdictCodes)[number];

const longestUri = 8_192;
/** Methods and paths of the caller's request, as endpoints of a product are found by. */
const method = z.string().regex(/^[A-Z]{1,20}$/, "must be a method in capital letters");
const path = z.string().max(longestUri, `must have at most ${longestUri} characters`);
const Headers = z
  .record(z.string().max(100), z.string().max(longestUri))
  .refine((headers) => Object.keys(headers).length <= 50, "must be at most 50");

const endpoint = z.string().max(100);
const Tags = z
  .array(
    z
      .string()
      .max(64, "must have at most 64 characters")
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._:/=@+-]*$/,
        "must be letters, digits and signs of ._:/=@+-, the first a letter or digit",
      ),
  )
  .max(8, "must be at most 8");

/** What is asked of a key, in the question itself or in each of its checks. */
const wanted = {
  /** The endpoint that is called, by its id in the catalogue. */
  endpoint: endpoint.optional(),
  /** With `path`, in place of `endpoint`: the caller's method. */
  method: method.optional(),
  /** The caller's path and query as they were sent. */
  path: path.optional(),
  /** What the key must hold, all of it, within one product. */
  scopes: Scopes.default([]),
  resource: Resource.optional(),
  /** How many requests it counts as: all are taken, or none. Absent: as many as the endpoint says, or 1. */
  cost: cost.optional(),
  /** What usage counts it under besides: a model, a region, a feature. */
  tags: Tags.optional(),
};
const Check = z.strictObject(wanted);
type Check = z.output<typeof Check>;

const Asked = z.strictObject({
  /** What the caller sent: a key, a personal access token, or a session JWT. Without it the key is looked for in `headers` and `path`. */
  key: z.string().optional(),
  /** The caller's headers: those that may hold a key where the product's callers put it. */
  headers: Headers.optional(),
  ...wanted,
  /** Several things at once, in place of `scopes`, `endpoint`, `method`, `cost` and `tags`; of one product all of them. */
  checks: z.array(Check).min(1).max(20).optional(),
  /** `together`: all checks pass and are counted, or none; `each`: each for itself, one after the other. */
  counting: z.enum(["together", "each"]).optional(),
  /** Whose limits count; by default the product of the scopes, else the one that the key is for. */
  product: Product.optional(),
  /** By default either. */
  environment: z.enum(Environment).optional(),
  /** The caller's address as the asking service saw it; a key that is bound to addresses is refused without one. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** Answer with an identity token for the service behind, too. */
  identity: z.boolean().optional(),
  /** The Origin header of the caller's request; a key that is bound to origins is refused without one. */
  origin: z.string().max(300).optional(),
});

type Say = (path: (string | number)[], message: string) => void;

/** What a question must say besides. */
function requireWhole(asked: z.output<typeof Asked>, context: z.RefinementCtx): void {
  const { key, headers, path: uri, product, scopes, checks, counting } = asked;
  const say: Say = (at, message) => context.addIssue({ code: "custom", path: at, message });
  if (key === undefined && !headers && uri === undefined) say(["key"], "is required, or headers or path to find it in");
  const own = ([["scopes", scopes.length > 0 || undefined], ...members(asked)] as const).find(
    ([, given]) => given !== undefined,
  );
  if (checks && own) say([own[0]], "stands in each of the checks");
  if (counting && !checks) say(["counting"], "is about checks");
  const all = checks ?? [asked];
  for (const [place, check] of all.entries()) requireOneEndpoint(check, checks ? ["checks", place] : [], say);
  const named = all.flatMap((check) => check.scopes);
  if (!isOneProduct(named)) say(["checks"], "have scopes of more than one product");
  const isAboutProduct =
    key === undefined || all.some((check) => check.endpoint !== undefined || check.method !== undefined);
  // The key's own product would be the caller's choice, and with it the endpoints and the places of keys.
  if (isAboutProduct && product === undefined && named.length === 0) {
    say(["product"], "is required, or scopes, where endpoints or places of keys are asked for");
  }
}

function members({ endpoint: id, method: verb, cost: count, resource, tags }: Check) {
  return [
    ["resource", resource],
    ["endpoint", id],
    ["method", verb],
    ["cost", count],
    ["tags", tags],
  ] as const;
}

function requireOneEndpoint({ endpoint: id, method: verb, path: uri }: Check, at: (string | number)[], say: Say): void {
  if (verb !== undefined && uri === undefined) say([...at, "path"], "is required with method");
  if (verb !== undefined && id !== undefined) say([...at, "endpoint"], "stands in place of method and path");
}

export const VerifyRequest = Asked.superRefine(requireWhole);
export type VerifyRequest = z.output<typeof VerifyRequest>;

export const Verdict = z.object({
  valid: z.boolean(),
  code: z.enum(verdictCodes),
  /** The same in words. */
  message: z.string(),
  /** The key, token or session; this and what follows is null where nothing is known or may be told. */
  keyId: z.string().nullable(),
  /** How the caller proved who it is, such as `api-key`, `user-key`, `pat` or `session-jwt`. */
  kind: z.string().nullable(),
  name: z.string().nullable(),
  organizationId: z.string().nullable(),
  /** The user that the key acts as; null for keys that have only scopes. */
  ownerId: z.string().nullable(),
  environment: z.enum(Environment).nullable(),
  /** Whose limits were asked. */
  product: catalogueId(productIds).nullable(),
  /** The endpoint of the product's own API that was asked for. */
  endpoint: z.string().nullable(),
  plan: z.string().nullable(),
  /** Whose key it is, of the organization's customers. */
  customer: z
    .object({
      id: z.string(),
      external_id: z.string(),
      name: z.string(),
      metadata: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  /** What the organization keeps with the key: who it belongs to may not read it. */
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  /** Everything the key holds, not only what was asked for; of its roles every scope. */
  scopes: z.array(z.string()),
  /** The roles among it. */
  roles: z.array(z.string()),
  expiresAt: Instant.nullable(),
  /** Each window after this decision; empty where nothing is limited. */
  limits: z.array(
    z.object({
      /** `burst`, `minute`, `day`, `month`, or the name of a window of the operator's. */
      window: z.string(),
      limit: z.number().int(),
      remaining: z.number().int(),
      resetAt: Instant,
    }),
  ),
  /** Whole seconds after which a limited key passes again; null where waiting does not help. */
  retryAfter: z.number().int().nullable(),
  /** What each check came to, in their order; null where none were asked. */
  checks: z
    .array(
      z.object({
        valid: z.boolean(),
        code: z.enum(verdictCodes),
        message: z.string(),
        endpoint: z.string().nullable(),
        /** How many requests it counts as; null where nothing is known or may be told. */
        cost: z.number().int().nullable(),
      }),
    )
    .nullable(),
  /** Who the caller is, signed for 60 seconds at most; null where it was not asked for or the key may not pass. */
  identity: z.string().nullable(),
});
export type Verdict = z.output<typeof Verdict>;

export const verifyKeyContract = defineContract({
  method: "POST",
  path: "/api/v1/keys/verify",
  product: "tunnel",
  summary: "Decide whether a key that a caller sent you may pass, and count it on its limits",
  allow: keyCallers,
  scope: "keys:verify",
  fromMemory: true,
  body: VerifyRequest,
  success: { status: 200, body: z.object({ data: Verdict }), framed: true },
});

const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** What a proxy's configuration asks of the callers that it lets pass; it stands in the URL that the proxy calls. */
const Options = z.strictObject({
  /** Scopes that the credential must hold, separated by commas or spaces. */
  scope: z
    .string()
    .transform((text) => listed(text) as ScopeId[])
    .pipe(Scopes.min(1, "names no scope"))
    .optional(),
  resource: Resource.optional(),
  /** Whose limits count; by default the product of the scopes, else the one that the key is for. */
  product: Product.optional(),
  cost: z.coerce.number().pipe(cost).optional(),
  endpoint: endpoint.optional().describe("The endpoint of the product that is called, by its id in the catalogue"),
  /** What usage counts it under besides, separated by commas or spaces. */
  tags: z
    .string()
    .transform(listed)
    .pipe(Tags)
    .optional()
    .describe("What usage counts the requests under besides, separated by commas or spaces"),
  /** Where the original method and path stand, by which the endpoint is found and a key in the address. */
  route: z
    .enum(["original", "forwarded", "uri"])
    .optional()
    .describe(
      "Find the endpoint by `X-Original-Method` and `X-Original-URI`, by `X-Forwarded-Method` and `X-Forwarded-Uri`, or by the method and what follows `uri=`",
    ),
  /** Only credentials of this organization pass. */
  organization: z.string().min(1).max(200).optional(),
  /** Test keys pass only where they are asked for. */
  environment: z.enum({ ...Environment, any: "any" }).default("production"),
  /** Pass on the customer's metadata as JSON too: up to 4 KB, for which a proxy may need larger buffers. */
  metadata: z.literal("true").optional(),
  /** Answer with `X-Latchkey-Identity`, too: the same and more, signed. */
  identity: z
    .literal("true")
    .optional()
    .describe("Answer with `X-Latchkey-Identity` too: who the caller is, signed for 60 seconds at most"),
  /** `403`: answer that instead of 429, for proxies that pass on nothing but 401 and 403. */
  deny: z.literal("403").optional(),
  /** The original request's URI, ignored; it must come last, because all that follows belongs to it. */
  uri: z.string().optional(),
});

export const ForwardAuthOptions = Options.superRefine(({ scope, product, endpoint, route }, context) => {
  const say = (member: string, message: string) => context.addIssue({ code: "custom", path: [member], message });
  if (endpoint !== undefined && route !== undefined) say("endpoint", "stands in place of route");
  const isAboutEndpoints = endpoint !== undefined || route !== undefined;
  if (isAboutEndpoints && !scope && !product) say("product", "is required with endpoint and route, or scope");
});
export type ForwardAuthOptions = z.output<typeof ForwardAuthOptions>;

export const forwardAuthContract = defineContract({
  method: "GET",
  everyMethod: true,
  path: "/api/v1/forward-auth",
  refuses: [401, 403, 429],
  product: "tunnel",
  summary: "Let a proxy ask whether a request may pass: nginx auth_request, Traefik, Caddy, Envoy",
  // It judges the caller of another service, whose limits count there: see judge.ts.
  allow: ["anonymous"],
  fromMemory: true,
  query: ForwardAuthOptions,
  readBy: "handler",
  success: { status: 200 },
});

export const identityKeysContract = defineContract({
  method: "GET",
  path: "/.well-known/latchkey-identity.json",
  product: "oauth",
  summary: "The public keys that identity tokens of the data plane are verified with (RFC 7517)",
  allow: ["anonymous"],
  audience: "library",
  documented: true,
  crossOrigin: true,
  fromMemory: true,
  success: { status: 200 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [verifyKeyContract, forwardAuthContract, identityKeysContract];
