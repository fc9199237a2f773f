import type { PlainAnswer } from "./envelope";
import type { Admission } from "./gate";
import type { HeaderReader } from "./header-reader";

/** A request whose body nobody has read yet, whoever received it. */
export type UnreadRequest = {
  method: string;
  /** Path and query at least; the origin is not to be relied on. */
  url: string;
  headers: HeaderReader;
  /** At most 1 MiB; rejects with `payload_too_large` for more. */
  readBody(): Promise<Uint8Array>;
};

/** A handler that our own server can call without Next, and a route file as well. */
export type PlainHandler = (request: UnreadRequest, admission: Admission) => Promise<PlainAnswer>;
