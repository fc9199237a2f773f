import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";

const retryMs = 1_000;

/**
 * Keeps a seat for as long as we run. When its connection ends, because PostgreSQL was killed or crashed, `open` brings
 * the server back and another seat, again each second until it does. The returned function ends that and resolves with
 * the seat to leave, or undefined when the server could not be brought back.
 */
export function keepSeat(
  first: pg.Client,
  open: () => Promise<pg.Client>,
  log: Log,
): () => Promise<pg.Client | undefined> {
  const stopped = new AbortController();
  let seat: pg.Client | undefined;
  let recovery = Promise.resolve();

  function hold(taken: pg.Client): void {
    seat = taken;
    taken.once("end", () => {
      seat = undefined;
      if (!stopped.signal.aborted) recovery = recover();
    });
  }

  async function recover(): Promise<void> {
    const startedMs = performance.now();
    for (let attempt = 1; !stopped.signal.aborted; attempt++) {
      try {
        hold(await open());
        log("warn", "embedded_postgres_restarted", {
          attempts: attempt,
          ms: Math.round(performance.now() - startedMs),
        });
        return;
      } catch (error) {
        // Once: a reason that lasts would fill the log.
        if (attempt === 1) log("error", "embedded_postgres_not_restarted", { ...errorFields(error) });
        await wait(retryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  }

  hold(first);
  return async () => {
    stopped.abort();
    // An attempt under way may just be starting the server: only with the seat can it be stopped again.
    await recovery;
    return seat;
  };
}
