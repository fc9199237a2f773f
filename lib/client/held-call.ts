import type { LatchkeyError } from "./error";

/** One of the calls at once that a plan allows, held while a request runs and renewed as long as it does. */
export type HeldCall = {
  id: string;
  /** Ends it, once; never rejects. Where the deployment cannot be told, it expires by itself. */
  release(): Promise<void>;
};

type Held = { id: string; ttlSeconds: number };

type Reach = {
  /** Asks the deployment; rejects with what it says against it. */
  send: (method: "POST" | "DELETE", path: string, body?: object) => Promise<unknown>;
  /** Told what could be neither renewed nor released. */
  tell: (error: LatchkeyError) => void;
  /** Does work again and again, until it is told to stop. */
  every: (ms: number, work: () => void) => () => void;
};

/** Renewals that may fail before what is held expires. */
const triesInTtl = 3;

/** Renews what a verdict holds until it is released. */
export function keepHeld({ id, ttlSeconds }: Held, { send, tell, every }: Reach): HeldCall {
  const path = `/api/v1/keys/holds/${encodeURIComponent(id)}`;
  let isReleased = false;
  const stop = every((ttlSeconds * 1_000) / triesInTtl, () => {
    send("POST", `${path}/renew`, { ttl_seconds: ttlSeconds }).catch((error: LatchkeyError) => {
      if (isReleased) return;
      // What has expired is not begun anew: its place may be another's.
      if (error.status === 404) stop();
      tell(error);
    });
  });
  return {
    id,
    async release() {
      if (isReleased) return;
      isReleased = true;
      stop();
      await send("DELETE", path).catch(tell);
    },
  };
}

/** Timers of the runtime; one that is left alone keeps no process up. */
export function byTimer(ms: number, work: () => void): () => void {
  const timer: unknown = setInterval(work, ms);
  (timer as { unref?: () => void }).unref?.();
  return () => clearInterval(timer as Parameters<typeof clearInterval>[0]);
}
