import type { EndpointDefinition, ScopeDefinition } from "@/access.config";
import {
  listIn,
  memberOf,
  type OpenapiDocument,
  type OpenapiOperation,
  operationsOf,
  textIn,
} from "@/lib/platform/openapi/openapi-document";
import { openapiProblems } from "@/lib/platform/openapi/openapi-problems";
import { shapeOf } from "./endpoint-template";

/** Where an operation says which scope it takes. */
export const scopeMember = "x-latchkey-scope";

type Described = {
  openapi?: OpenapiDocument | undefined;
  scopes?: readonly Pick<ScopeDefinition, "id" | "resource">[] | undefined;
};

/** What keeps a product's OpenAPI document from being shown, with its place from the product on; a scope has to be the product's. */
export function describedProblems({ openapi = {}, scopes = [] }: Described): { at: string; message: string }[] {
  const problems = openapiProblems(openapi).map(({ at, message }) => ({ at: ["openapi", ...at].join("."), message }));
  if (problems.length > 0) return problems;
  const known = writtenScopes(scopes);
  return operationsOf(openapi).flatMap(({ method, path, operation }) => {
    const scope = memberOf(operation, scopeMember);
    if (scope === undefined || (typeof scope === "string" && known.has(scope))) return [];
    return [
      { at: `openapi.paths.${path}.${method.toLowerCase()}.${scopeMember}`, message: "must be a scope of the product" },
    ];
  });
}

/** The ways in which documents write scopes: with and without what their resource is called, or `*` for all of them. */
function writtenScopes(scopes: NonNullable<Described["scopes"]>): ReadonlySet<string> {
  return new Set(scopes.flatMap(({ id }) => [id, id.replace(/:(\{.*\}|\*)$/, "")]));
}

/**
 * The scopes that a caller needs for an operation. What the catalogue asks of requests to its path counts whatever the
 * document says; else it is what the operation or its security names of the product's scopes.
 */
export function scopesOf(
  { operation, method, path, servers: [server = ""] }: OpenapiOperation,
  { endpoints = [], scopes, openapi }: Described & { endpoints?: readonly EndpointDefinition[] | undefined },
): string[] {
  // What a parameter is called is the document's affair.
  const whole = (server.replace(/^https?:\/\/[^/]*/, "") + path).replaceAll(/\{[^{}]*\}/g, "{any}");
  const enforced = scopesByShape(endpoints);
  const asked = enforced.get(shapeOf({ method, path: whole })) ?? enforced.get(shapeOf({ path: whole }));
  if (asked !== undefined) return [asked];
  const said = textIn(operation, scopeMember);
  if (said !== null) return [said];
  const known = writtenScopes(scopes ?? []);
  const named = securityOf(operation, openapi).flatMap((one) =>
    typeof one === "object" && one !== null ? Object.values(one as object).flat() : [],
  );
  return [...new Set(named.filter((scope): scope is string => typeof scope === "string" && known.has(scope)))];
}

/** By the catalogue's own list, which many operations are looked up in. */
const byShape = new WeakMap<readonly EndpointDefinition[], ReadonlyMap<string, string | undefined>>();

function scopesByShape(endpoints: readonly EndpointDefinition[]): ReadonlyMap<string, string | undefined> {
  const found = byShape.get(endpoints) ?? new Map(endpoints.map((one) => [shapeOf(one), one.scope]));
  byShape.set(endpoints, found);
  return found;
}

/** Whether the operation says that it takes callers without a key. */
export function isOpen(operation: object, openapi: OpenapiDocument): boolean {
  const said = memberOf(operation, "security") ?? memberOf(openapi, "security");
  if (!Array.isArray(said)) return false;
  return (
    said.length === 0 ||
    said.some((one) => typeof one === "object" && one !== null && Object.keys(one as object).length === 0)
  );
}

function securityOf(operation: object, openapi: OpenapiDocument = {}): readonly unknown[] {
  return memberOf(operation, "security") === undefined ? listIn(openapi, "security") : listIn(operation, "security");
}
