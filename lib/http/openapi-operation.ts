import type { z } from "zod";
import { type AnyLimits, limitsOf, planOf, productOf, roleLabelOf, roleOfScope } from "@/lib/access/catalogue";
import { callerWords } from "./caller-words";
import type { Contract } from "./contract";
import { headerParametersOf } from "./header-parameters";
import { jsonSchemaOf } from "./json-schema";
import { errorResponses, headersOf, metadata } from "./openapi-errors";
import { parametersOf } from "./openapi-parameters";
import type { Json, SchemaStore } from "./openapi-schemas";
import { securityOf } from "./openapi-security";
import { exampleOf } from "./schema-example";

/** One endpoint as OpenAPI describes it; `conditional` where it evaluates `If-Match`. */
export function operationOf(contract: Contract, store: SchemaStore, conditional: boolean): Json {
  const { product, summary, allow, params, query, body, form, success, path } = contract;
  return {
    operationId: operationIdOf(contract),
    summary,
    description: descriptionOf(contract),
    tags: [productOf(product).label],
    security: securityOf(contract),
    "x-latchkey-callers": allow,
    ...(contract.scope ? { "x-latchkey-scope": contract.scope } : {}),
    ...(contract.minimumPlan ? { "x-latchkey-minimum-plan": contract.minimumPlan } : {}),
    parameters: [
      ...parametersOf(store, params, "path", path),
      ...parametersOf(store, query, "query", path),
      ...headerParametersOf(contract, conditional).map((header) => ({ ...header, in: "header", required: false })),
    ],
    ...(body ? { requestBody: { required: true, content: bodyContent(store, body) } } : {}),
    ...(form
      ? { requestBody: { required: true, content: { [formType]: { schema: store.schemaOf(form, "input") } } } }
      : {}),
    responses: {
      [success.status]: {
        description: successText(contract),
        headers: headersOf(contract, success.status),
        ...(success.body ? { content: json(successSchema(store, success.body, success.framed ?? false)) } : {}),
        ...(success.media
          ? { content: Object.fromEntries(success.media.map((type) => [type, { schema: { type: "string" } }])) }
          : {}),
      },
      ...errorResponses(contract, conditional),
    },
  };
}

/** A stable name such as `postApiV1ApiKeysIdRotate`. */
function operationIdOf({ method, path }: Contract): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** Who may call, what it takes of them, and whose limits count. */
function descriptionOf({
  allow,
  form,
  scope,
  managementScope,
  serviceScope,
  minimumRole,
  instanceAdmin,
  minimumPlan,
  product,
}: Contract): string {
  const callers = form ? ["OAuth app"] : allow.map((caller) => callerWords[caller]);
  const role = minimumRole ?? (scope ? roleOfScope(scope) : "member");
  const limits = limitsOf(product, "free");
  return [
    `Who may call: ${callers.join(", ")}.`,
    managementScope && `A management key needs \`${managementScope}\`.`,
    serviceScope && `A trusted service's key needs \`${serviceScope}\`.`,
    scope && `A credential with scopes needs \`${scope}\`.`,
    role !== "member" && `A user needs the role ${roleLabelOf(role)} in the organization.`,
    instanceAdmin && `${serviceScope ? "Of people only" : "Only"} administrators of the deployment may call.`,
    minimumPlan && `From the plan ${planOf(minimumPlan).label} upwards.`,
    limits ? `Counts on the limits of ${productOf(product).label}${rateText(limits)}.` : "Not limited.",
  ]
    .filter(Boolean)
    .join(" ");
}

function rateText({ perMinute, burst }: AnyLimits): string {
  if (perMinute === undefined) return "";
  return `: ${perMinute} a minute on the cheapest plan, up to ${burst} back to back`;
}

function successText({ success }: Contract): string {
  if (success.status === 302) return "Redirects";
  return success.body || success.media ? "Success" : "Done; no content";
}

/** The body with an example of the least that it takes. */
function bodyContent(store: SchemaStore, body: z.ZodType): Json {
  const example = exampleOf(jsonSchemaOf(body, "input"), { minimal: true });
  return { "application/json": { schema: store.schemaOf(body, "input"), example } };
}

function successSchema(store: SchemaStore, body: z.ZodType, framed: boolean): Json {
  const schema = store.schemaOf(body, "output");
  if (!framed) return schema;
  return {
    allOf: [
      schema,
      { type: "object", properties: { success: { const: true }, metadata }, required: ["success", "metadata"] },
    ],
  };
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

const formType = "application/x-www-form-urlencoded";
