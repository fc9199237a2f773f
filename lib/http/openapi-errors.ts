import { envelopeOfPath, limitsOf, productOf } from "@/lib/access/catalogue";
import { type Contract, givesTag, isCreating, takesNoBody } from "./contract";
import { ErrorMembers } from "./error-members";
import { jsonSchemaOf } from "./json-schema";
import { type Json, refTo } from "./openapi-schemas";

const errorSchemas = { flat: "FlatError", nested: "NestedError", oauth: "OAuthError" };

export type Refusal = [status: number | "5XX", description: string];

/** What an endpoint answers when it does not do what it was asked for: what its declaration implies, and what it says it refuses. */
export function refusalsOf(contract: Contract, conditional: boolean): Refusal[] {
  const { allow, audience, body, query, form, params, product, refuses = [] } = contract;
  const needsCredential = !allow.every((caller) => caller === "anonymous");
  const takesBody = body !== undefined || takesNoBody(contract);
  const takesKey = isCreating(contract) && needsCredential;
  const takesAnything = takesBody || query !== undefined || form !== undefined || takesKey;
  const says = (status: number) => refuses.some((refused) => refused === status);
  const all: [...Refusal, boolean][] = [
    [400, "The input is not valid", takesAnything || says(400)],
    [401, wordsOf401(contract), needsCredential || form !== undefined || says(401)],
    [403, "The credential, or the account, may not do this", needsCredential || says(403)],
    [404, "There is no such resource", params !== undefined || says(404)],
    [409, "The state of things does not allow it", takesKey || says(409)],
    [412, "The resource is not what `If-Match` names any more", conditional || givesTag(contract)],
    [413, "The body is larger than 1 MiB", takesBody || audience === "library"],
    [415, "The body is not JSON", takesBody],
    [422, "The `Idempotency-Key` was used with another request", takesKey],
    [429, "A limit is reached; `Retry-After` says for how long", limitsOf(product, "free") !== null || says(429)],
    ["5XX", "It cannot be answered now; with 503, `Retry-After` says when to try again", true],
  ];
  return all.filter(([, , applies]) => applies).map(([status, description]) => [status, description]);
}

/** Where one signs in the credential is in the body. */
function wordsOf401({ allow }: Contract): string {
  const isSignIn = allow.every((caller) => caller === "anonymous");
  return isSignIn ? "What was shown does not sign in, or not yet" : "No credential, or one that does not hold";
}

/** Whether the document tells of a refusal with this status. */
export function tellsOf(contract: Contract, conditional: boolean, status: number): boolean {
  const told = refusalsOf(contract, conditional).map(([one]) => one);
  return told.includes(status >= 500 ? "5XX" : status);
}

/** The responses of an endpoint's refusals. */
export function errorResponses(contract: Contract, conditional: boolean): Record<string, Json> {
  const content = { "application/json": { schema: refTo(errorSchemas[envelopeOfPath(contract.path)]) } };
  return Object.fromEntries(
    refusalsOf(contract, conditional).map(([status, description]) => [
      status,
      { description, headers: headersOf(contract, status), content },
    ]),
  );
}

/** The headers of an answer with this status, as far as a client has a use for them. */
export function headersOf({ product }: Contract, status: number | "5XX"): Json {
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
    ...((limited && status === 429) || status === "5XX" ? { "Retry-After": headerRef("RetryAfter") } : {}),
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

/** What may stand beside the error. */
const members = jsonSchemaOf(ErrorMembers, "output").properties ?? {};

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
    ...members,
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
    ...members,
    metadata,
  },
  required: ["success", "errors", "error", "message", "metadata"],
};
