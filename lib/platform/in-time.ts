import "server-only";

/** What `work` resolves to; rejects with `message` when it has not settled within `limitMs`. What comes of it later is dropped. */
export function inTime<T>(work: Promise<T>, limitMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Steps in which the time of the process itself is taken. */
const steps = 10;

/** A wait that is measured in the time of this process. */
export type OwnTimer = {
  /** How long it has lasted, in milliseconds of that time. */
  elapsedMs(): number;
  stop(): void;
};

/**
 * Calls `giveUp` after `limitMs` in the time of this process. A moment in which it was busy, or was not let run, counts
 * as two steps of ten at most: answers that arrived meanwhile are still to be read. What arrived in the last step is
 * read first.
 */
export function ownTimer(limitMs: number, giveUp: () => void): OwnTimer {
  const stepMs = limitMs / steps;
  let passedMs = 0;
  let sinceMs = performance.now();
  let last: NodeJS.Immediate | undefined;
  let timer = setTimeout(step, stepMs);
  const elapsedMs = () => Math.min(passedMs + Math.min(performance.now() - sinceMs, 2 * stepMs), limitMs);

  function step(): void {
    passedMs = elapsedMs();
    sinceMs = performance.now();
    if (passedMs >= limitMs) last = setImmediate(giveUp);
    else timer = setTimeout(step, Math.min(stepMs, limitMs - passedMs));
  }

  return {
    elapsedMs,
    stop() {
      clearTimeout(timer);
      clearImmediate(last);
    },
  };
}

/** As `inTime`, in the time of this process, as `ownTimer` measures it. */
export function inOwnTime<T>(work: Promise<T>, limitMs: number, message: string): Promise<T> {
  let timer: OwnTimer | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = ownTimer(limitMs, () => reject(new Error(message)));
  });
  return Promise.race([work, late]).finally(() => timer?.stop());
}
