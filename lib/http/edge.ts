import "server-only";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import ipaddr from "ipaddr.js";
import { type AddressRange, isInRanges, parseRange } from "@/lib/access/address";
import { ApiError } from "./api-error";
import { corsHeaders } from "./cors";
import { clientHeader, edgeHeader, edgeSecret, internalHeaderPrefix, requestIdHeader } from "./edge-identity";
import { errorResponse } from "./envelope";
import { readTarget, type Target } from "./request-target";

/** What a request turned out to be: fit for Next, or refused before it. */
export type Prepared = { ok: true } | { ok: false; error: ApiError };

/** Parses TRUSTED_PROXIES, CIDRs or addresses separated by commas or spaces; throws naming the one that is neither. */
export function parseTrustedProxies(text = ""): AddressRange[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((item) => {
      const range = parseRange(item);
      if (!range) throw new Error(`TRUSTED_PROXIES: ${item} is neither an address nor a CIDR range`);
      return range;
    });
}

/**
 * Makes a raw request fit for Next (contract section 10): removes what only we or a trusted proxy may say, then states
 * the client's address and the request's id in headers of our own, with this process's secret as their proof.
 */
export function prepareRequest(request: IncomingMessage, trustedProxies: readonly AddressRange[]): Prepared {
  const peer = plainAddress(request.socket.remoteAddress);
  const isTrusted = isInRanges(peer, trustedProxies);
  const { headers } = request;
  const target = readTarget(request.url ?? "");
  const mayPass = (name: string) =>
    !isInternal(name) && (isTrusted || !isProxyStatement(name)) && !(target.isApi && isForPages(name));
  const removed = Object.keys(headers).filter((name) => !mayPass(name));
  for (const name of removed) delete headers[name];
  if (removed.length > 0) {
    // Some code reads the header list as it came over the wire; it must not find what we removed.
    const names = request.rawHeaders.map((_, index, all) => all[index - (index % 2)]?.toLowerCase() ?? "");
    request.rawHeaders = request.rawHeaders.filter((_, index) => mayPass(names[index] ?? ""));
  }
  headers[clientHeader] = isTrusted ? clientBehindProxies(headers["x-forwarded-for"], peer, trustedProxies) : peer;
  headers[edgeHeader] = edgeSecret();
  headers[requestIdHeader] = randomUUID();

  // Fetch's Request, which everything in Next is built on, throws on them.
  if (request.method === "TRACE" || request.method === "TRACK") {
    return refused("method_not_allowed", `${request.method} is not supported`);
  }
  if (!target.isReadable) return refused("validation", "The URL is not valid");
  if (!target.isPlain) return refused("not_found", "There is no such endpoint");
  if (!isReadableHost(headers.host)) return refused("validation", "The Host header is not valid");
  if (countOf("authorization", request.rawHeaders) > 1) {
    return refused("validation", "Send one Authorization header"); // Node keeps the first, silently
  }
  if (isTrusted && isPlainHttp(headers["x-forwarded-proto"]) && target.isApi) {
    return refused("forbidden", "Use HTTPS: plain HTTP is refused here");
  }
  return { ok: true };
}

/** Answers a refused request in the envelope of its path. */
export async function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  error: ApiError,
): Promise<void> {
  const requestId = String(request.headers[requestIdHeader]);
  const answer = refusal(error, readTarget(request.url ?? ""), requestId);
  const body = Buffer.from(await answer.arrayBuffer());
  // What remains of the body is not read, so the connection cannot carry another request.
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    "content-length": body.length,
    connection: "close",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** The answer to what Next never sees: readable to scripts of any origin at API paths, like the gate's answers. */
export function refusal(error: ApiError, { path, isApi }: Target, requestId: string): Response {
  return errorResponse(error, { path, requestId, nowMs: Date.now() }, isApi ? corsHeaders : {});
}

function refused(kind: "validation" | "forbidden" | "not_found" | "method_not_allowed", message: string): Prepared {
  return { ok: false, error: new ApiError(kind, message) };
}

/** Headers that no one outside may set, trusted proxy or not: ours, and those by which Next's parts talk to each other. */
function isInternal(name: string): boolean {
  return name.startsWith(internalHeaderPrefix) || name.startsWith("x-middleware-");
}

/** What Next's client asks pages for: answered with page data or a redirect, outside the path's contract. */
function isForPages(name: string): boolean {
  return name === "rsc" || name.startsWith("next-") || name.startsWith("x-nextjs-");
}

function isProxyStatement(name: string): boolean {
  return name.startsWith("x-forwarded-") || name === "forwarded" || name === "x-real-ip";
}

/** IPv4-mapped IPv6 (`::ffff:192.0.2.1`) and zone ids normalised; "" when the socket is gone. */
function plainAddress(text = ""): string {
  const address = text.replace(/%.*$/, "");
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : "";
}

/** Every proxy appends its own peer, so what we trust ends, from the right, at the first address that is no proxy of ours. */
function clientBehindProxies(
  chain: string | string[] | undefined,
  peer: string,
  trusted: readonly AddressRange[],
): string {
  let client = peer;
  for (const hop of String(chain ?? "")
    .split(",")
    .reverse()) {
    const address = plainAddress(withoutPort(hop.trim()));
    if (address === "") break; // "unknown" or garbage: nobody we trust vouches for what lies beyond
    client = address;
    if (!isInRanges(address, trusted)) break;
  }
  return client;
}

function withoutPort(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

function isPlainHttp(protocol: string | string[] | undefined): boolean {
  return (
    String(protocol ?? "")
      .split(",")[0]
      ?.trim()
      .toLowerCase() === "http"
  );
}

function countOf(header: string, rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length;
}

/** A host that makes a URL; Node has already refused HTTP/1.1 requests without one. */
function isReadableHost(host = "localhost"): boolean {
  return /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host);
}
