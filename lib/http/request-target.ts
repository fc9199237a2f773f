import { isApiPath } from "./api-path";

/** A request's target as every reader behind us understands it, or why it may not reach them. */
export type Target = {
  /** Without the query, decoded once where that is possible. */
  path: string;
  isApi: boolean;
  /** Origin form (RFC 9112 section 3.2.1), decodes to UTF-8 without NUL, and leaves nothing to normalise. */
  isReadable: boolean;
  /** No encoded way to write an API path, and none of Next's other addresses for the same route. */
  isPlain: boolean;
};

/** Reads the target of a raw request; never throws. */
export function readTarget(target: string): Target {
  const [raw = "", ...query] = target.split("?");
  const decoded = decode(raw);
  const path = decoded ?? raw;
  return {
    path,
    isApi: isApiPath(path),
    isReadable: decoded !== undefined && isUnambiguous(raw) && !hasNul(decoded) && !query.join("?").includes("%00"),
    isPlain: isApiPath(path) === isApiPath(raw) && !isPageData(path),
  };
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
  return decoded.includes("\0") || decoded.includes("%00");
}

/** Where Next serves a route's data for its own client, past the envelope. */
function isPageData(path: string): boolean {
  return path.endsWith(".rsc") || /^\/_next\/data(\/|$)/.test(path);
}
