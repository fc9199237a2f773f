import type { IncomingHttpHeaders } from "node:http";

/** Headers as the gate reads them, whoever received the request; names in lower case. */
export type HeaderReader = Pick<Headers, "get" | "has">;

/** The headers of a raw request: making fetch's Headers of them costs more than the whole check of a key. */
export function headerReader(headers: IncomingHttpHeaders): HeaderReader {
  return {
    get(name) {
      const value = headers[name];
      return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
    },
    has: (name) => headers[name] !== undefined,
  };
}
