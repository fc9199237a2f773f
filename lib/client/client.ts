import type { Contract, RequestOf, ResultOf } from "@/lib/http/contract";
import { contractUrl } from "@/lib/http/contract-url";
import { isPathStep } from "@/lib/http/path-step";
import { type Endpoint, endpoints } from "./endpoints";
import { LatchkeyError } from "./error";
import type { CallOptions, ClientOptions } from "./options";
import type { Resources } from "./resources";
import { type Outgoing, type SendOptions, send, waitFor } from "./send";
import { fixedToken, type TokenSource } from "./tokens";

type Merged<T> = { [K in keyof T]: T[K] };
type Part<T> = T extends object ? T : unknown;
/** A contract's path parameters, query and body in one object. */
export type InputOf<C extends Contract> = Merged<
  Part<RequestOf<C>["params"]> & Part<RequestOf<C>["query"]> & Part<RequestOf<C>["body"]>
>;

type Frame = { success: true; metadata: { request_id: string; timestamp: string; version: "v1" } };
/** What a call resolves with: the documented body, or a file's text. */
export type OutputOf<C extends Contract> = C["success"] extends { media: readonly string[] }
  ? string
  : C["success"] extends { framed: true }
    ? ResultOf<C> & Frame
    : ResultOf<C>;

/** A method of the client; its input may be left out where nothing in it is required. */
export type ClientMethod<C extends Contract> =
  Record<never, never> extends InputOf<C>
    ? (input?: InputOf<C>, options?: CallOptions) => Promise<OutputOf<C>>
    : (input: InputOf<C>, options?: CallOptions) => Promise<OutputOf<C>>;

export type Client = {
  [R in keyof Resources]: { [M in keyof Resources[R]]: ClientMethod<Extract<Resources[R][M], Contract>> };
};

/**
 * A typed client of every public endpoint: `client.apiKeys.create({ name, scopes })`. It waits where the server asks to
 * (429) and repeats after a 503 or a lost connection where that is safe. It renews tokens where their source can, and
 * throws `LatchkeyError`.
 */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, tenantId } = options;
  const sending: SendOptions = {
    tokens: sourceOf(options),
    // Called as a free function: browsers refuse a fetch that is a method of something else.
    fetch: options.fetch ?? ((...args) => fetch(...args)),
    maxRetries: options.maxRetries ?? 3,
    maxWaitSeconds: options.maxWaitSeconds ?? 60,
    wait: options.wait ?? waitFor,
  };
  const methodOf =
    (endpoint: Endpoint) =>
    async (input: object = {}, callOptions: CallOptions = {}) => {
      const given = tenantId !== undefined && endpoint.takesTenant ? { tenantId, ...input } : input;
      const { body, etag } = await send(sending, outgoing(baseUrl, endpoint, given, callOptions));
      if (etag !== null) callOptions.onEtag?.(etag);
      return body;
    };
  const methods = Object.entries(endpoints).map(([resource, calls]) => [
    resource,
    Object.fromEntries(Object.entries(calls).map(([name, endpoint]) => [name, methodOf(endpoint)])),
  ]);
  // Its shape is that of `resources`, contract by contract; the compiler cannot follow Object.entries.
  return Object.fromEntries(methods) as Client;
}

function sourceOf({ apiKey, auth }: ClientOptions): TokenSource | null {
  if (typeof auth === "function") return { getToken: auth };
  return auth ?? (apiKey === undefined ? null : fixedToken(apiKey));
}

/** Parameters go into the path by their names; the rest is the body where the endpoint takes one, else the query. */
function outgoing(
  baseUrl: string,
  { method, path, rest: place, creates, reads, answers }: Endpoint,
  input: object,
  { signal, idempotencyKey, ifMatch }: CallOptions,
): Outgoing {
  const params = Object.fromEntries(
    [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => [name, pathStep(name, Reflect.get(input, name))]),
  );
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !Object.hasOwn(params, name)));
  return {
    url: baseUrl.replace(/\/$/, "") + contractUrl(path, params, place === "body" ? {} : rest),
    method,
    body: place === "body" ? rest : undefined,
    answers,
    // With its key a creating request can be sent again; for others, what the lost one did is unknown.
    repeatable: creates || reads,
    headers: {
      ...(creates ? { "idempotency-key": idempotencyKey ?? crypto.randomUUID() } : {}),
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
    },
    signal: signal ?? null,
  };
}

/** A parameter's value for its place in a path; throws what would lead to another endpoint. */
function pathStep(field: string, value: unknown): string {
  const text = String(value ?? "");
  if (isPathStep(text)) return text;
  const problem = { field, message: "must be text for a path, neither empty nor made of dots alone" };
  throw new LatchkeyError(`${field} ${problem.message}`, 0, "VALIDATION_ERROR", [problem]);
}
