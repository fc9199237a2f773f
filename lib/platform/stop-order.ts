import "server-only";
import { inTime } from "./in-time";

/** What a start has opened, and how it is closed again: the latest first, each step in bounded time. */
export type StopOrder = {
  /** Notes what has to be closed; `limitMs` is how long the stop waits for it. */
  opened(name: string, close: () => Promise<unknown>, limitMs: number): void;
  /** Closes all that is open, whatever fails; rejects with the first failure. */
  stop(): Promise<void>;
};

export function createStopOrder(): StopOrder {
  const steps: { name: string; close: () => Promise<unknown>; limitMs: number }[] = [];
  return {
    opened(name, close, limitMs) {
      steps.push({ name, close, limitMs });
    },
    async stop() {
      const failures: unknown[] = [];
      for (const { name, close, limitMs } of steps.splice(0).reverse()) {
        const late = `${name} did not end within ${limitMs / 1000} seconds`;
        await inTime(close(), limitMs, late).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
