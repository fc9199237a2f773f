import { holdsNull } from "@/lib/platform/null-character";
import { isApiPath } from "./api-path";

/** A request's target as every reader behind us understands it, or why it may not reach them. */
export type Target = {
  /** Without the query, as URL parsers write it: what they would encode is encoded. */
  path: string;
  /** Decoded once where that is possible: what tells the envelope, also of what is refused. */
  decodedPath: string;
  /** The query with its question mark, or nothing. */
  search: string;
  isApi: boolean;
  /** Origin form (RFC 9112 section 3.2.1), decodes to UTF-8 without NUL, and leaves nothing to normalise. */
  isReadable: boolean;
  /** No encoded way to write an API path, and none of Next's other addresses for the same route. */
  isPlain: boolean;
};

/** Reads the target of a raw request; never throws. */
export function readTarget(target: string): Target {
  const queryAt = target.indexOf("?");
  const raw = queryAt === -1 ? target : target.slice(0, queryAt);
  const search = queryAt === -1 ? "" : target.slice(queryAt);
  const decoded = decode(raw);
  const isApi = isApiPath(decoded ?? raw);
  return {
    path: encodeAsUrl(raw),
    decodedPath: decoded ?? raw,
    search: search === "?" ? "" : search,
    isApi,
    isReadable: decoded !== undefined && isUnambiguous(raw) && !hasNul(decoded) && !search.includes("%00"),
    isPlain: isApi === isApiPath(raw) && !isPageData(decoded ?? raw),
  };
}

/**
 * Few clients send what a URL may not hold; Next reads it encoded, and so does everybody else. Behind a host of its own every path
 * parses: alone, one that begins with two slashes would name a host, which may be none.
 */
function encodeAsUrl(raw: string): string {
  return /[^\x21-\x7e]|["<>^`{}]/.test(raw) && raw.startsWith("/") ? new URL(`http://localhost${raw}`).pathname : raw;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** URL parsers resolve dot segments, also encoded ones, and end the path at a fragment: the gate would see another path. */
function isUnambiguous(raw: string): boolean {
  return raw.startsWith("/") && !/\/\/|\\|#|\/(\.|%2e){1,2}(\/|$)/i.test(raw);
}

/** Pages decode what Next has decoded before: PostgreSQL refuses a NUL however it came about. */
function hasNul(decoded: string): boolean {
  return holdsNull(decoded) || decoded.includes("%00");
}

/** Where Next serves a route's data for its own client, past the envelope. */
function isPageData(path: string): boolean {
  return path.endsWith(".rsc") || /^\/_next\/data(\/|$)/.test(path);
}
