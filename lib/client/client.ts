import { type Contract, isCreating, type RequestOf, type ResultOf } from "@/lib/http/contract";
import { contractUrl } from "@/lib/http/contract-url";
import { type Resources, resources } from "./resources";
import { type Outgoing, type SendOptions, send, waitFor } from "./send";
import { fixedToken, type TokenSource } from "./tokens";

/** How a client reaches a deployment, and as whom. */
export type ClientOptions = {
  /** Such as `https://api.example.com`. */
  baseUrl: string;
  /** An API key, a personal access token or a session token. */
  apiKey?: string;
  /** A function that gives the token of the moment, such as Clerk's `getToken`, or a source such as `oauthTokens(…)`. */
  auth?: TokenSource | (() => Promise<string>);
  /** Sent wherever an endpoint takes it (document 002). */
  tenantId?: string;
  /** How often a request is tried again after a 429, a 503 or a lost connection; 3 where absent. */
  maxRetries?: number;
  /** The longest pause that the server may ask for, in seconds; 60 where absent. */
  maxWaitSeconds?: number;
  fetch?: typeof fetch;
  wait?: SendOptions["wait"];
};

/** What one call may be given besides its input. */
export type CallOptions = {
  signal?: AbortSignal;
  /** Of a creating call; made by the client where absent, so that its own retries create once. */
  idempotencyKey?: string;
};

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
 * (429, 503), retries lost connections where that is safe, renews tokens where their source can, and throws `LatchkeyError`.
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
    (contract: Contract) =>
    async (input: object = {}, callOptions: CallOptions = {}) => {
      const response = await send(
        sending,
        outgoing(baseUrl, contract, withTenant(contract, input, tenantId), callOptions),
      );
      if (contract.success.media) return response.text();
      return response.status === 204 ? undefined : response.json();
    };
  const methods = Object.entries(resources).map(([resource, contracts]) => [
    resource,
    Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, methodOf(contract)])),
  ]);
  // Its shape is that of `resources`, contract by contract; the compiler cannot follow Object.entries.
  return Object.fromEntries(methods) as Client;
}

function sourceOf({ apiKey, auth }: ClientOptions): TokenSource | null {
  if (typeof auth === "function") return { getToken: auth };
  return auth ?? (apiKey === undefined ? null : fixedToken(apiKey));
}

/** Parameters go into the path by their names; the rest is the body where the contract has one, else the query. */
function outgoing(
  baseUrl: string,
  contract: Contract,
  input: object,
  { signal, idempotencyKey }: CallOptions,
): Outgoing {
  const names = new Set([...contract.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
  const entries = Object.entries(input);
  const params = Object.fromEntries(entries.filter(([name]) => names.has(name)));
  const rest = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  // With its key a creating request can be sent again; for others than these nobody knows what the lost one did.
  const takesKey = isCreating(contract) && !contract.allow.includes("anonymous");
  return {
    url: baseUrl.replace(/\/$/, "") + contractUrl(contract.path, params, contract.body ? {} : rest),
    method: contract.method,
    body: contract.body ? rest : undefined,
    repeatable: takesKey || contract.method === "GET",
    headers: takesKey ? { "idempotency-key": idempotencyKey ?? crypto.randomUUID() } : {},
    signal: signal ?? null,
  };
}

function withTenant({ body, query }: Contract, input: object, tenantId: string | undefined): object {
  const schema = body ?? query;
  const takesTenant = typeof schema === "object" && "shape" in schema && "tenantId" in (schema.shape as object);
  return tenantId !== undefined && takesTenant ? { tenantId, ...input } : input;
}
