import { z } from "zod";
import { credentialFormats, envelopeOfPath, limitsOf, productOf } from "@/lib/access/catalogue";
import { type Contract, isCreating, isPublic } from "./contract";
import { clientScheme, oauthError, oauthScheme } from "./openapi-oauth";

type Json = { [key: string]: unknown };

/** The OpenAPI 3.1 description of every public endpoint, made from the contract table and nothing else. */
export function openApiDocument(contracts: readonly Contract[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const contract of contracts.filter(isPublic)) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operationOf(contract) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Latchkey",
      version: "1",
      description: "Accounts, personal access tokens, API keys and the products behind them.",
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(contracts.filter(isPublic).map(({ product }) => product))].map((product) => ({
      name: productOf(product).label,
      description: productOf(product).description,
    })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: `A session JWT, or a credential that begins with ${credentialFormats.map(({ prefix }) => `\`${prefix}\``).join(", ")}.`,
        },
        oauth2: oauthScheme(publicUrl),
        client: clientScheme,
      },
      schemas: { NestedError: nestedError, FlatError: flatError, OAuthError: oauthError },
    },
  };
}

function operationOf(contract: Contract): Json {
  const { product, summary, allow, params, query, body, form, success } = contract;
  const only = allow.every((caller) => caller === "anonymous");
  return {
    operationId: operationIdOf(contract),
    summary,
    tags: [productOf(product).label],
    security: securityOf(contract),
    "x-latchkey-callers": allow,
    ...(contract.minimumPlan ? { "x-latchkey-minimum-plan": contract.minimumPlan } : {}),
    parameters: [
      ...parametersOf(params, "path"),
      ...parametersOf(query, "query"),
      ...(isCreating(contract) && !only ? [idempotencyKey] : []),
    ],
    ...(body ? { requestBody: { required: true, content: json(schemaOf(body, "input")) } } : {}),
    ...(form ? { requestBody: { required: true, content: { [formType]: { schema: schemaOf(form, "input") } } } } : {}),
    responses: {
      [success.status]: {
        description:
          success.body || success.media ? "Success" : success.status === 302 ? "Redirects" : "Done; no content",
        ...(success.body ? { content: json(successSchema(success.body, success.framed ?? false)) } : {}),
        ...(success.media
          ? { content: Object.fromEntries(success.media.map((type) => [type, { schema: text }])) }
          : {}),
        headers: limitHeadersOf(contract),
      },
      ...errorResponses(contract),
    },
  };
}

/** Any one of these is enough; none stands for nobody at all. */
function securityOf({ allow, scope, form }: Contract): Json[] {
  // A client shows its secret by HTTP Basic, or among the form's fields.
  if (form) return [{ client: [] }, {}];
  const scopes = scope ? [scope] : [];
  return allow.flatMap((caller): Json[] => {
    if (caller === "anonymous") return allow.length === 1 ? [] : [{}];
    if (caller === "oauth-token") return [{ oauth2: scopes }];
    return caller === allow.find((kind) => kind !== "anonymous" && kind !== "oauth-token") ? [{ bearer: scopes }] : [];
  });
}

/** A stable name such as `postApiV1ApiKeysIdRotate`. */
function operationIdOf({ method, path }: Contract): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** The JSON Schema of what is sent (`input`) or received (`output`). */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function successSchema(body: z.ZodType, framed: boolean): Json {
  const schema = schemaOf(body, "output");
  if (!framed) return schema;
  return {
    allOf: [
      schema,
      { type: "object", properties: { success: { const: true }, metadata }, required: ["success", "metadata"] },
    ],
  };
}

function errorResponses(contract: Contract): Record<string, Json> {
  const schema = { $ref: `#/components/schemas/${errorSchemas[envelopeOfPath(contract.path)]}` };
  const needsCredential = !contract.allow.every((caller) => caller === "anonymous");
  const statuses: [number, string, boolean][] = [
    [400, "The input is not valid", Boolean(contract.body || contract.query || contract.form)],
    [401, "No credential, or one that does not hold", needsCredential || contract.form !== undefined],
    [403, "The credential may not do this", contract.allow.length > 0 && !contract.allow.includes("anonymous")],
    [404, "There is no such resource", contract.params !== undefined],
    [413, "The body is larger than 1 MiB", contract.body !== undefined],
    [415, "The body is not JSON", contract.body !== undefined],
    [429, "A limit is reached; `Retry-After` says for how long", limitsOf(contract.product, "free") !== null],
  ];
  return Object.fromEntries(
    statuses
      .filter(([, , applies]) => applies)
      .map(([status, description]) => [status, { description, content: json(schema) }]),
  );
}

function limitHeadersOf({ product }: Contract): Json {
  if (limitsOf(product, "free") === null) return {};
  const { headline } = productOf(product);
  const integer = (description: string) => ({ description, schema: { type: "integer" } });
  return {
    "X-RateLimit-Limit": integer(`Requests per ${headline}`),
    "X-RateLimit-Remaining": integer(`Requests left in this ${headline}`),
    "X-RateLimit-Reset": integer("When the window starts anew, in Unix seconds"),
  };
}

const idempotencyKey: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Repeating the request with the same key within 24 hours gives the first answer again",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

const formType = "application/x-www-form-urlencoded";

const errorSchemas = { flat: "FlatError", nested: "NestedError", oauth: "OAuthError" };

const text = { type: "string" };

const metadata: Json = {
  type: "object",
  properties: { request_id: text, timestamp: { type: "string", format: "date-time" }, version: { const: "v1" } },
  required: ["request_id", "timestamp", "version"],
};

const nestedError: Json = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        code: text,
        message: text,
        details: { type: "array", items: { type: "object", properties: { path: text, message: text } } },
      },
      required: ["code", "message"],
    },
  },
  required: ["error"],
};

const flatError: Json = {
  type: "object",
  properties: {
    success: { const: false },
    errors: {
      type: "array",
      items: { type: "object", properties: { code: text, message: text, field: text }, required: ["code", "message"] },
    },
    error: text,
    message: text,
    metadata,
  },
  required: ["success", "errors", "error", "message", "metadata"],
};
