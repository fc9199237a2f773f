import { z } from "zod";
import {
  countedProductIds,
  isAskedScope,
  isCountedProduct,
  isResourceName,
  productOfScope,
  scopeIds,
} from "@/lib/access/catalogue";
import { Environment } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { HoldWanted } from "./hold-contract";

/** Products whose limits belong to an organization, so that a request elsewhere can be counted on them. */
export const Product = catalogueId(countedProductIds, isCountedProduct);
/** How many requests one counts as. */
export const cost = z.number().int().min(1).max(1_000);
/** What must be held, all of it, of one product. */
export const Scopes = z
  .array(catalogueId(scopeIds, isAskedScope))
  .max(20)
  .refine(isOneProduct, "belong to more than one product");

function isOneProduct(scopes: readonly string[]): boolean {
  let product: string | undefined;
  for (const scope of scopes) {
    if (!isAskedScope(scope)) continue;
    product ??= productOfScope(scope);
    if (productOfScope(scope) !== product) return false;
  }
  return true;
}

/** What is touched, of the things that scopes such as `images:read:{album}` tell apart; without it all of them are asked for. */
export const Resource = z
  .string()
  .refine(isResourceName, "must be at most 128 letters, digits and signs of ._~@/+=-, the first a letter or digit");

const longestUri = 8_192;
/** Methods and paths of the caller's request, as endpoints of a product are found by. */
const method = z.string().regex(/^[A-Z]{1,20}$/, "must be a method in capital letters");
const path = z.string().max(longestUri, `must have at most ${longestUri} characters`);
const Headers = z
  .record(z.string().max(100), z.string().max(longestUri))
  .refine((headers) => Object.keys(headers).length <= 50, "must be at most 50");

/** An endpoint of a product, by its id in the catalogue; whether there is such a one, the verdict says. */
export const endpoint = z.string().max(100);
/** Words that usage counts a request under. */
export const Tags = z
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
  /** Hold one of the calls at once that the plan allows, until it is released; without it none is asked for. */
  hold: HoldWanted.optional(),
};
const Check = z.strictObject(wanted);
type Check = z.output<typeof Check>;

const Asked = z.strictObject({
  /** What the caller sent: a key, a personal access token, or a session JWT. Without it the key is looked for in `headers` and `path`. */
  key: z.string().optional(),
  /** The caller's headers: those that may hold a key where the product's callers put it. */
  headers: Headers.optional(),
  ...wanted,
  /** Several things at once, in place of `scopes`, `endpoint`, `method`, `cost`, `tags` and `hold`; of one product all of them. */
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
  const own = checks && members(asked).find(([, given]) => given !== undefined);
  if (own) say([own[0]], "stands in each of the checks");
  if (counting && !checks) say(["counting"], "is about checks");
  const all = checks ?? [asked];
  if (checks && key !== undefined && uri !== undefined) say(["path"], "stands in each of the checks");
  for (const [place, check] of all.entries()) {
    requireOneEndpoint(check, checks ? ["checks", place] : [], !checks && key === undefined, say);
  }
  const named = checks ? checks.flatMap((check) => check.scopes) : scopes;
  // Those of one question are held to one product where they stand.
  if (checks && !isOneProduct(named)) say(["checks"], "have scopes of more than one product");
  const isAboutProduct =
    key === undefined || all.some((check) => check.endpoint !== undefined || check.method !== undefined);
  // The key's own product would be the caller's choice, and with it the endpoints and the places of keys.
  if (isAboutProduct && product === undefined && named.length === 0) {
    say(["product"], "is required, or scopes, where endpoints or places of keys are asked for");
  }
}

function members({ scopes, endpoint: id, method: verb, cost: count, resource, tags, hold }: Check) {
  return [
    ["scopes", scopes.length > 0 || undefined],
    ["resource", resource],
    ["endpoint", id],
    ["method", verb],
    ["cost", count],
    ["tags", tags],
    ["hold", hold],
  ] as const;
}

/** A path alone says something where the key may stand in it; elsewhere it would pass for a check that it is not. */
function requireOneEndpoint(
  { endpoint: id, method: verb, path: uri }: Check,
  at: (string | number)[],
  mayHoldKey: boolean,
  say: Say,
): void {
  const isCalled = verb !== undefined || (uri !== undefined && !mayHoldKey);
  if (isCalled && uri === undefined) say([...at, "path"], "is required with method");
  if (isCalled && id !== undefined) say([...at, "endpoint"], "stands in place of method and path");
  else if (isCalled && verb === undefined) say([...at, "method"], "is required with path");
}

/** A question about a key. */
export const VerifyRequest = Asked.superRefine(requireWhole);
export type VerifyRequest = z.output<typeof VerifyRequest>;
