import "server-only";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isInRanges, plainAddress } from "@/lib/access/address";
import { type AddressRange, parseRange } from "@/lib/platform/address-range";
import type { Answer } from "./answer";
import { ApiError } from "./api-error";
import { corsHeaders } from "./cors";
import { clientHeader, edgeHeader, edgeSecret, internalHeaderPrefix, requestIdHeader } from "./edge-identity";
import { errorAnswer } from "./envelope";
import { readTarget, type Target } from "./request-target";
import { nothingSeen, type SeenRequest } from "./seen-request";
import { type StandingHeaders, standingHeaders } from "./standing-headers";
import type { Origin } from "./unread-request";

/** A request as it arrived at our server: what it is for, whose it is, and by whose word. */
export type Arrival = Origin & {
  target: Target;
  isFromProxy: boolean;
  /** How the client came, by the word of a trusted proxy; null where none says so. */
  protocol: "https" | "http" | null;
  /** Headers of whatever it is answered. */
  standing: StandingHeaders;
  /** What is learned of it on its way. */
  seen: SeenRequest;
};

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

/** Reads where a raw request leads and where it comes from (contract section 10); never throws. `isHttps`: the deployment's address is. */
export function readArrival(
  request: IncomingMessage,
  trustedProxies: readonly AddressRange[],
  isHttps: boolean,
): Arrival {
  const peer = plainAddress(request.socket.remoteAddress ?? "") ?? ""; // nothing when the socket is gone
  const isFromProxy = isInRanges(peer, trustedProxies);
  const chain = request.headers["x-forwarded-for"];
  const protocol = isFromProxy ? protocolBefore(request.headers["x-forwarded-proto"]) : null;
  return {
    target: readTarget(request.url ?? ""),
    address: isFromProxy ? clientBehindProxies(chain, peer, trustedProxies) : peer,
    requestId: randomUUID(),
    isFromProxy,
    seen: nothingSeen(),
    protocol,
    standing: standingHeaders(isHttps && protocol === "https"),
  };
}

/** Why a request must not pass the edge, or null for one that may. `isHttps`: the deployment's address is. */
export function edgeRefusal(request: IncomingMessage, arrival: Arrival, isHttps: boolean): ApiError | null {
  const { target } = arrival;
  const { method, headers, rawHeaders } = request;
  // Fetch's Request, which everything in Next is built on, throws on them.
  if (method === "TRACE" || method === "TRACK") {
    return new ApiError("method_not_allowed", `${method} is not supported`);
  }
  if (!target.isReadable) return new ApiError("validation", "The URL is not valid");
  if (!target.isPlain) return new ApiError("not_found", "There is no such endpoint");
  if (!isReadableHost(headers.host, request.httpVersion))
    return new ApiError("validation", "The Host header is not valid");
  if (comesTwice("authorization", rawHeaders)) {
    return new ApiError("validation", "Send one Authorization header"); // Node keeps the first, silently
  }
  if (target.isApi && mayBePlainHttp(request, arrival, isHttps)) {
    return new ApiError("forbidden", "Use HTTPS: plain HTTP is refused here");
  }
  return null;
}

/**
 * Makes a raw request fit for Next: removes what only we or a trusted proxy may say. Then it states the client's
 * address and the request's id in headers of our own, with this process's secret as their proof.
 */
export function prepareForNext(request: IncomingMessage, { target, address, requestId, isFromProxy }: Arrival): void {
  const { headers } = request;
  const mayPass = (name: string) =>
    !isInternal(name) && (isFromProxy || !isProxyStatement(name)) && !(target.isApi && isForPages(name));
  const removed = Object.keys(headers).filter((name) => !mayPass(name));
  for (const name of removed) delete headers[name];
  if (removed.length > 0) {
    // Some code reads the header list as it came over the wire; it must not find what we removed.
    const names = request.rawHeaders.map((_, index, all) => all[index - (index % 2)]?.toLowerCase() ?? "");
    request.rawHeaders = request.rawHeaders.filter((_, index) => mayPass(names[index] ?? ""));
  }
  headers[clientHeader] = address ?? "";
  headers[edgeHeader] = edgeSecret();
  headers[requestIdHeader] = requestId;
}

/**
 * The answer to what is refused at the edge. At API paths scripts of any origin can read it, and it has the `limits` of
 * the path, like the gate's answers.
 */
export function edgeAnswer(
  error: ApiError,
  { decodedPath, isApi }: Target,
  requestId: string,
  limits: Readonly<Record<string, string>>,
): Answer<string> {
  const place = { path: decodedPath, requestId, nowMs: Date.now() };
  // The rest of the request is not read, so the connection cannot carry another.
  return errorAnswer(error, place, { ...(isApi ? { ...corsHeaders, ...limits } : {}), connection: "close" });
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
    if (address === null) break; // "unknown" or garbage: no proxy we trust vouches for what lies beyond
    client = address;
    if (!isInRanges(address, trusted)) break;
  }
  return client;
}

function withoutPort(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/** Where several proxies appended what they saw, one that saw plain HTTP is enough for plain HTTP. */
function protocolBefore(stated: string | string[] | undefined): Arrival["protocol"] {
  const seen = String(stated ?? "")
    .toLowerCase()
    .split(",")
    .map((protocol) => protocol.trim())
    .filter(Boolean);
  if (seen.length === 0) return null;
  return seen.every((protocol) => protocol === "https" || protocol === "wss") ? "https" : "http";
}

/**
 * Whether a credential may have travelled in the clear (contract section 10). Our server speaks no TLS itself. Where
 * the deployment is reached by HTTPS, a trusted proxy says so of a request, or it comes from this machine.
 */
function mayBePlainHttp(request: IncomingMessage, { protocol }: Arrival, isHttps: boolean): boolean {
  if (protocol !== null) return protocol === "http";
  return isHttps && !isFromThisMachine(request);
}

/** From loopback, and not by a proxy on it that passes on what it received from elsewhere. */
function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const peer = plainAddress(socket.remoteAddress ?? "");
  const isLoopback = peer === "::1" || peer?.startsWith("127.") === true;
  return isLoopback && !Object.keys(headers).some((name) => name === "via" || isProxyStatement(name));
}

function comesTwice(header: string, rawHeaders: readonly string[]): boolean {
  const isIt = (name: string) => name.length === header.length && name.toLowerCase() === header;
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (isIt(rawHeaders[at] ?? "")) count += 1;
  return count > 1;
}

/** Whether a host makes a URL; HTTP/1.1 asks for one (RFC 9112 section 3.2), HTTP/1.0 does not. */
function isReadableHost(host: string | undefined, version: string): boolean {
  if (host === undefined) return version === "1.0";
  return /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host);
}
