import { envelopeOfPath, limitsOf, productOf } from "@/lib/access/catalogue";
import type { Contract } from "./contract";
import { type Json, refTo } from "./openapi-schemas";

const errorSchemas = { flat: "FlatError", nested: "NestedError", oauth: "OAuthError" };

/** What an endpoint answers when it does not do what it was asked for. */
export function errorResponses(contract: Contract, conditional: boolean): Record<string, Json> {
  const content = { "application/json": { schema: refTo(errorSchemas[envelopeOfPath(contract.path)]) } };
  const needsCredential = !contract.allow.every((caller) => caller === "anonymous");
  const statuses: [number, string, boolean][] = [
    [400, "The input is not valid", Boolean(contract.body || contract.query || contract.form)],
    [401, "No credential, or one that does not hold", needsCredential || contract.form !== undefined],
    [403, "The credential may not do this", contract.allow.length > 0 && !contract.allow.includes("anonymous")],
    [404, "There is no such resource", contract.params !== undefined],
    [412, "The resource is not what `If-Match` names any more", conditional],
    [413, "The body is larger than 1 MiB", contract.body !== undefined],
    [415, "The body is not JSON", contract.body !== undefined],
    [429, "A limit is reached; `Retry-After` says for how long", limitsOf(contract.product, "free") !== null],
  ];
  return Object.fromEntries(
    statuses
      .filter(([, , applies]) => applies)
      .map(([status, description]) => [status, { description, headers: headersOf(contract, status), content }]),
  );
}

/** The headers of an answer with this status, as far as a client has a use for them. */
export function headersOf({ product }: Contract, status: number): Json {
  const limited = limitsOf(product, "free") !== null;
  const { headline } = productOf(product);
  return {
    "X-Request-Id": headerRef("RequestId"),
    ...(status === 401 ? { "WWW-Authenticate": headerRef("Challenge") } : {}),
    ...(limited
      ? {
          "X-RateLimit-Limit": headerRef(`Limit-${headline}`),
          "X-RateLimit-Remaining": headerRef(`Remaining-${headline}`),
          "X-RateLimit-Reset": headerRef("Reset"),
        }
      : {}),
    ...(limited && status === 429 ? { "Retry-After": headerRef("RetryAfter") } : {}),
  };
}

function headerRef(name: string): Json {
  return { $ref: `#/components/headers/${name}` };
}

function header(type: "integer" | "string", description: string): Json {
  return { description, schema: { type } };
}

/** The headers that the answers refer to. */
export const headerComponents: Json = {
  RequestId: header("string", "Identifies the request; quote it when you ask for help"),
  Challenge: header("string", "RFC 6750: why the credential does not hold"),
  Reset: header("integer", "When the window starts anew, in Unix seconds"),
  RetryAfter: header("integer", "Seconds until a request can pass"),
  ...Object.fromEntries(
    ["minute", "month"].flatMap((window) => [
      [`Limit-${window}`, header("integer", `Requests per ${window}`)],
      [`Remaining-${window}`, header("integer", `Requests left in this ${window}`)],
    ]),
  ),
};

const text = { type: "string" };

/** What the flat envelope adds to every answer. */
export const metadata: Json = {
  type: "object",
  properties: { request_id: text, timestamp: { type: "string", format: "date-time" }, version: { const: "v1" } },
  required: ["request_id", "timestamp", "version"],
};

export const nestedError: Json = {
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

export const flatError: Json = {
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
