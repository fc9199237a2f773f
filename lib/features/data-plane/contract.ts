import { z } from "zod";
import { productIds, type ScopeId } from "@/lib/access/catalogue";
import { Environment } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { judgedReasons } from "@/lib/http/refusal-guide";
import { Instant } from "@/lib/http/timestamp";
import { Hold } from "./hold-contract";
import { cost, endpoint, Product, Resource, Scopes, Tags, VerifyRequest } from "./question-contract";

/** Why a key is valid, or is not. */
export const verdictCodes = ["VALID", ...judgedReasons] as const;
export type VerdictCode = (typeof verdictCodes)[number];

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
  /** The roles that it holds whole. */
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
  /** Of the key or its customer, whichever has fewer left; null where neither has any, or they could not be asked. */
  credits: z
    .object({
      /** After this decision. */
      remaining: z.number().int(),
      /** When they begin anew; null: not by themselves. */
      refillsAt: Instant.nullable(),
    })
    .nullable(),
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
        /** What it holds until it is released or expires, where it asked to and calls at once are limited. */
        hold: Hold.nullable(),
      }),
    )
    .nullable(),
  /** What is held until it is released or expires; null where that was not asked for, or calls at once are not limited. */
  hold: Hold.nullable(),
  /** Who the caller is, signed for 60 seconds at most; null where it was not asked for or the key may not pass. */
  identity: z.string().nullable(),
});
export type Verdict = z.output<typeof Verdict>;

export const verifyKeyContract = defineContract({
  method: "POST",
  path: "/api/v1/keys/verify",
  product: "tunnel",
  summary: "Decide whether a key that a caller sent you may pass; it counts on its limits",
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
  summary: "Let a proxy ask whether a request may pass; nginx auth_request, Traefik, Caddy, Envoy",
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
  summary: "The public keys of the data plane's identity tokens (RFC 7517)",
  allow: ["anonymous"],
  audience: "library",
  documented: true,
  crossOrigin: true,
  fromMemory: true,
  success: { status: 200 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [verifyKeyContract, forwardAuthContract, identityKeysContract];
