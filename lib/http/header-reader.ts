import type { IncomingHttpHeaders } from "node:http";

/** Headers as the gate and handlers read them, on each road; names in lower case. */
export type HeaderReader = Pick<Headers, "get" | "has">;

/** The headers of a raw request: making fetch's Headers of them costs more than the whole check of a key. */
export function headerReader(headers: IncomingHttpHeaders): HeaderReader {
  return new NodeHeaders(headers);
}

class NodeHeaders implements HeaderReader {
  constructor(private readonly headers: IncomingHttpHeaders) {}

  get(name: string): string | null {
    const value = this.headers[name];
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  }

  has(name: string): boolean {
    return this.headers[name] !== undefined;
  }
}
