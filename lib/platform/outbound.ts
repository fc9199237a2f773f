import "server-only";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { hostAddresses, type ResolvedAddress } from "./host-addresses";
import { isAllowed, isPublic, parseRanges } from "./outbound-address";

/** A request to an address that a user or a third party named. */
export type OutboundRequest = {
  method: "GET" | "POST";
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
};

export type OutboundOptions = {
  /** CIDR ranges of private networks that may be reached all the same (`settings.outboundAllow`). */
  allow: readonly string[];
  /** From the name's resolution to the answer's last byte, in milliseconds. */
  deadlineMs?: number;
  /** How much of the answer's body is read, in bytes. */
  maxBytes?: number;
  /** Every address of a host name, unless the signal is aborted before. */
  lookup?: ((hostname: string, signal: AbortSignal) => Promise<readonly ResolvedAddress[]>) | undefined;
};

export type OutboundAnswer = {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
  /** The body was longer than what is read, or did not end in time. */
  truncated: boolean;
};

/** Why there is no answer, in words that may be shown; `refused` when we would not even try. */
export class OutboundError extends Error {
  constructor(
    readonly reason: "refused" | "unreachable" | "timeout",
    message: string,
  ) {
    super(message);
  }
}

const defaultDeadlineMs = 10_000;
const defaultMaxBytes = 64 * 1024;

/**
 * What can be said of a target without asking DNS. Throws `OutboundError` for one that will never be called: other
 * schemes than https (http where the operator allows private ranges), user names in it, addresses that are not public.
 */
export function parseTarget(text: string, allow: readonly string[]): URL {
  if (!URL.canParse(text)) throw refused("is not a URL");
  // The URL parser brings every spelling of an IPv4 address (hexadecimal, octal, one number) into its usual form.
  const url = new URL(text);
  if (url.username || url.password) throw refused("must not hold a user name or password");
  const literal = literalOf(url);
  if (url.protocol === "http:") {
    const allowed = literal ? isAllowed(literal, parseRanges(allow)) : allow.length > 0;
    if (!allowed) throw refused("must begin with https://");
  } else if (url.protocol !== "https:") throw refused("must begin with https://");
  if (literal) requireReachable(url, [literal], allow);
  else if (!/\../.test(url.hostname) && allow.length === 0) throw refused("must name a host on the internet");
  return url;
}

/**
 * Calls a target that cannot be trusted. The name is resolved here, every address of the answer is judged, and the
 * connection goes to exactly those: no second resolution that could answer otherwise. Redirects are not followed, proxies
 * of the environment not used, connections not shared; time and size are bounded. Any status is an answer; none is an `OutboundError`.
 */
export async function callOutbound(request: OutboundRequest, options: OutboundOptions): Promise<OutboundAnswer> {
  const { allow, deadlineMs = defaultDeadlineMs } = options;
  const lookup = options.lookup ?? ((hostname, signal) => resolve(hostname, signal, allow.length > 0));
  const url = parseTarget(request.url, allow);
  const deadline = AbortSignal.timeout(deadlineMs);
  const literal = literalOf(url);
  const addresses = literal
    ? [{ address: literal, family: isIP(literal) }]
    : await within(deadline, lookup(hostOf(url), deadline));
  requireReachable(
    url,
    addresses.map(({ address }) => address),
    allow,
  );
  return send(url, request, addresses, deadline, options.maxBytes ?? defaultMaxBytes);
}

function send(
  url: URL,
  { method, headers, body }: OutboundRequest,
  addresses: readonly ResolvedAddress[],
  deadline: AbortSignal,
  maxBytes: number,
): Promise<OutboundAnswer> {
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    // Agents of its own: the global ones reuse connections and may read a proxy from the environment.
    const settings = { method, headers: { ...headers, ...length }, lookup: only(addresses) };
    const outgoing = secure
      ? https.request(url, { ...settings, agent: new https.Agent(), rejectUnauthorized: true })
      : http.request(url, { ...settings, agent: new http.Agent() });
    let stop = (): void => {
      outgoing.destroy(new OutboundError("timeout", "No answer in time"));
    };
    deadline.addEventListener("abort", () => stop(), { once: true });
    outgoing.on("error", (error) => reject(asOutboundError(error)));
    // Node closes a connection that switches protocols (101) without an error or a response.
    outgoing.on("close", () => reject(new OutboundError("unreachable", brokenOff)));
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (truncated: boolean) => {
        const { statusCode: status = 0 } = response;
        const text = Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
        resolve({ status, headers: singleValues(response.headers), body: text, truncated });
        outgoing.destroy();
      };
      // The status has come: from here on there is an answer, however its body breaks off.
      stop = () => end(true);
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBytes) end(true);
      });
      response.on("end", () => end(false));
      response.on("error", () => end(true));
      response.on("close", () => end(true));
    });
    outgoing.end(body);
  });
}

/** A name resolution that answers every name with the address that was judged before. */
function only(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (!first) done(new Error("no address"), "");
    else if (options.all) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

/** Every address must be fit: an attacker's name may answer with a public one beside a private one. */
function requireReachable({ protocol }: URL, addresses: readonly string[], allow: readonly string[]): void {
  const ranges = parseRanges(allow);
  if (addresses.length === 0) throw new OutboundError("unreachable", "The host name has no address");
  if (!addresses.every((address) => isPublic(address) || isAllowed(address, ranges))) {
    throw refused("leads to an address that is not on the public internet");
  }
  if (protocol === "http:" && !addresses.every((address) => isAllowed(address, ranges))) {
    throw refused("must begin with https://");
  }
}

/** The URL's host where it is an address; names are null. */
function literalOf(url: URL): string | null {
  const host = hostOf(url);
  return isIP(host) ? host : null;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** Names that only this machine knows can lead nowhere but where the operator allows it. */
async function resolve(
  hostname: string,
  signal: AbortSignal,
  systemNames: boolean,
): Promise<readonly ResolvedAddress[]> {
  try {
    return await hostAddresses(hostname, { signal, systemNames });
  } catch {
    throw new OutboundError("unreachable", "The host name could not be resolved");
  }
}

/** The promise's value; rejects when the deadline passes first. */
function within<T>(deadline: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(new OutboundError("timeout", "No answer in time")), { once: true });
    promise.then(resolve, reject);
  });
}

function refused(why: string): OutboundError {
  return new OutboundError("refused", why);
}

/** Words for what went wrong; the codes are Node's and OpenSSL's. */
function asOutboundError(error: Error & { code?: string }): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = error.code ?? "";
  const known =
    words[code] ?? (/CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code) ? "The certificate is not valid" : null);
  const tls = /^(EPROTO|ERR_SSL|ERR_TLS)/.test(code) ? "The host did not speak TLS as it should" : null;
  return new OutboundError("unreachable", known ?? tls ?? "The connection failed");
}

const brokenOff = "The connection was broken off before an answer came";
const words: Record<string, string> = {
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  EHOSTUNREACH: "The host cannot be reached",
  ENETUNREACH: "The network cannot be reached",
  ETIMEDOUT: "The connection could not be made in time",
  HPE_HEADER_OVERFLOW: "The answer's headers are too large",
};

function singleValues(headers: http.IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
