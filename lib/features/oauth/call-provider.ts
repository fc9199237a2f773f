import "server-only";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { readUtf8 } from "@/lib/http/body";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { holdsNull } from "@/lib/platform/null-character";
import { type BridgedResponse, callNode } from "./node-bridge";
import { oauthProvider } from "./provider";
import { newRequestContext, type OAuthRequestContext, oauthRequests } from "./request-context";

/** Far above any request of the protocol. */
const maxBodyLength = 56 * 1024;
const maxBeginningLength = 8 * 1024;

/** What a library call may change of the request it passes on. */
export type ProviderCall = {
  /** Path and query; the request's own where absent. */
  target?: string;
  body?: string | null;
  cookie?: string;
  /** Browsers get pages, everything else JSON. */
  accept?: string;
  context?: OAuthRequestContext;
};

/** Headers of the protocol; no other reaches the library, those about proxies least of all. */
const passedOn = ["authorization", "content-type", "dpop"] as const;

/**
 * Hands a request to the library. Its addresses come from the configured issuer, never from the request: a forged `Host`
 * changes nothing.
 */
export async function callProvider(request: UnreadRequest, call: ProviderCall = {}): Promise<BridgedResponse> {
  const { publicUrl } = runtime().settings;
  const issuer = new URL(publicUrl);
  const headers: Record<string, string> = { host: issuer.host, accept: call.accept ?? "application/json" };
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  if (call.cookie) headers.cookie = call.cookie;
  const context = call.context ?? newRequestContext();
  const provider = await oauthProvider();
  return oauthRequests().run(context, () =>
    callNode(provider.callback(), {
      method: request.method === "HEAD" ? "GET" : request.method,
      target: call.target ?? `${request.path}${request.search}`,
      headers,
      body: call.body ?? null,
      isHttps: issuer.protocol === "https:",
      address: request.address,
    }),
  );
}

/**
 * The library's answer for the wire, without cookies unless the endpoint is one for browsers. An empty body becomes `{}`:
 * common clients parse every answer as JSON.
 */
export function answerOf({ status, headers, body }: BridgedResponse, cookies: readonly string[] = []): Answer {
  const isRedirect = status >= 300 && status < 400;
  if (status === 204 || isRedirect) return new Answer(status, headers, "", cookies);
  if (body !== "") return new Answer(status, headers, body, cookies);
  return new Answer(status, { ...headers, "content-type": "application/json; charset=utf-8" }, "{}", cookies);
}

/** The body of a protocol request as text; what PostgreSQL cannot hold is refused before the library stores it. */
export function protocolText(body: Uint8Array): string {
  const text = readUtf8(body);
  if (text.length > maxBodyLength) throw new ApiError("payload_too_large", "The request body is larger than 56 KiB");
  requireStorable(text);
  return text;
}

/**
 * Refuses an authorization request, in an address or a body, that could not be kept or is not worth keeping. Anybody
 * can begin as many as the limits allow, and each is kept until its user has decided.
 */
export function requireBeginning(text: string): void {
  if (text.length > maxBeginningLength) {
    throw new ApiError("payload_too_large", "An authorization request has at most 8 KiB");
  }
  requireStorable(text);
}

/** As the library decodes it: forms and JSON write it in other ways too. */
function requireStorable(text: string): void {
  if (holdsNull(text) || /%00|\\u0000/i.test(text))
    throw new ApiError("validation", "The request holds a null character");
}
