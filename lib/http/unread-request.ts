import type { HeaderReader } from "./header-reader";

/** Where a request came from, and how it is named in answers and logs. */
export type Origin = {
  /** The client's address; null when our server did not vouch for one. */
  readonly address: string | null;
  readonly requestId: string;
};

/** A request whose body is not read yet, the same for each door. */
export type UnreadRequest = Origin & {
  readonly method: string;
  /** As it was sent, not decoded. */
  readonly path: string;
  /** The query with its question mark, or nothing. */
  readonly search: string;
  readonly headers: HeaderReader;
  /** At most 1 MiB; rejects with `payload_too_large` for more, and with `validation` when the client stops early. */
  readBody(): Promise<Uint8Array>;
  /** Aborted when the client no longer waits for the answer; for work that is dear enough to be given up. */
  hungUp(): AbortSignal;
};
