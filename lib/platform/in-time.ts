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
 * Calls `giveUp` after `limitMs` in the time of this process: a moment in which it was busy itself, or was not let run, counts
 * as one step of ten, since answers that arrived meanwhile are still to be read. What arrived in the last step is read first.
 */
export function ownTimer(limitMs: number, giveUp: () => void): OwnTimer {
  const stepMs = limitMs / steps;
  let passed = 0;
  let sinceMs = performance.now();
  let last: NodeJS.Immediate | undefined;
  let timer = setTimeout(step, stepMs);

  function step(): void {
    passed += 1;
    sinceMs = performance.now();
    if (passed === steps) last = setImmediate(giveUp);
    else timer = setTimeout(step, stepMs);
  }

  return {
    elapsedMs: () => passed * stepMs + (passed === steps ? 0 : Math.min(performance.now() - sinceMs, stepMs)),
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
