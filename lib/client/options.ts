import type { TokenSource } from "./tokens";

/** How a client reaches a deployment, and as whom. */
export type ClientOptions = {
  /** Such as `https://api.example.com`. */
  baseUrl: string;
  /** An API key, a personal access token or a session token. */
  apiKey?: string;
  /** A function that gives the token of the moment, such as Clerk's `getToken`, or a source such as `oauthTokens(…)`. */
  auth?: TokenSource | (() => Promise<string>);
  /** Sent wherever an endpoint takes it (document 002). */
  tenantId?: string;
  /** How often a request is tried again after a 429, a 503 or a lost connection; 3 where absent. */
  maxRetries?: number;
  /** The longest pause that the server may ask for, in seconds; 60 where absent. */
  maxWaitSeconds?: number;
  fetch?: typeof fetch;
  /** Waits between two tries; rejects when the signal aborts. */
  wait?: (ms: number, signal: AbortSignal | null) => Promise<void>;
};

/** What one call may be given besides its input. */
export type CallOptions = {
  signal?: AbortSignal;
  /** Of a creating call; made by the client where absent, so that its own retries create once. */
  idempotencyKey?: string;
  /** The tag of the resource as it was read: a change of what has changed since fails with 412. */
  ifMatch?: string;
  /** Told the answer's tag, where it has one: what `ifMatch` takes. */
  onEtag?: (etag: string) => void;
};
