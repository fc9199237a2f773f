import "server-only";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type AddressRange, isInRanges, parseRange, plainAddress } from "@/lib/access/address";
import type { Answer } from "./answer";
import { ApiError } from "./api-error";
import { corsHeaders } from "./cors";
import { clientHeader, edgeHeader, edgeSecret, internalHeaderPrefix, requestIdHeader } from "./edge-identity";
import { errorAnswer } from "./envelope";
import { readTarget, type Target } from "./request-target";
import type { Origin } from "./unread-request";

/** A request as it arrived at our server: what it is for, whose it is, and by whose word. */
export type Arrival = Origin & { target: Target; isFromProxy: boolean };

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

/** Reads where a raw request leads and where it comes from (contract section 10); never throws. */
export function readArrival(request: IncomingMessage, trustedProxies: readonly AddressRange[]): Arrival {
  const peer = plainAddress(request.socket.remoteAddress ?? "") ?? ""; // nothing when the socket is gone
  const isFromProxy = isInRanges(peer, trustedProxies);
  const chain = request.headers["x-forwarded-for"];
  return {
    target: readTarget(request.url ?? ""),
    address: isFromProxy ? clientBehindProxies(chain, peer, trustedProxies) : peer,
    requestId: randomUUID(),
    isFromProxy,
  };
}

/** Why nobody behind the edge may see a request, or null for one that they may. */
export function edgeRefusal(request: IncomingMessage, { target, isFromProxy }: Arrival): ApiError | null {
  const { method, headers, rawHeaders } = request;
  // Fetch's Request, which everything in Next is built on, throws on them.
  if (method === "TRACE" || method === "TRACK") {
    return new ApiError("method_not_allowed", `${method} is not supported`);
  }
  if (!target.isReadable) return new ApiError("validation", "The URL is not valid");
  if (!target.isPlain) return new ApiError("not_found", "There is no such endpoint");
  if (!isReadableHost(headers.host)) return new ApiError("validation", "The Host header is not valid");
  if (comesTwice("authorization", rawHeaders)) {
    return new ApiError("validation", "Send one Authorization header"); // Node keeps the first, silently
  }
  if (isFromProxy && isPlainHttp(headers["x-forwarded-proto"]) && target.isApi) {
    return new ApiError("forbidden", "Use HTTPS: plain HTTP is refused here");
  }
  return null;
}

/**
 * Makes a raw request fit for Next: removes what only we or a trusted proxy may say, then states the client's address and
 * the request's id in headers of our own, with this process's secret as their proof.
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

/** The answer to what is refused at the edge: readable to scripts of any origin at API paths, like the gate's answers. */
export function edgeAnswer(error: ApiError, { decodedPath, isApi }: Target, requestId: string): Answer<string> {
  const place = { path: decodedPath, requestId, nowMs: Date.now() };
  // What remains of the request is not read, so the connection cannot carry another.
  return errorAnswer(error, place, { ...(isApi ? corsHeaders : {}), connection: "close" });
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
    if (address === null) break; // "unknown" or garbage: nobody we trust vouches for what lies beyond
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

function comesTwice(header: string, rawHeaders: readonly string[]): boolean {
  const isIt = (name: string) => name.length === header.length && name.toLowerCase() === header;
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (isIt(rawHeaders[at] ?? "")) count += 1;
  return count > 1;
}

/** A host that makes a URL; Node has already refused HTTP/1.1 requests without one. */
function isReadableHost(host = "localhost"): boolean {
  return /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host);
}
