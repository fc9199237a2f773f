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

/**
 * As `inTime`, in the time of this process: a moment in which it was busy itself counts as one step of ten, since answers that
 * arrived meanwhile are still to be read.
 */
export function inOwnTime<T>(work: Promise<T>, limitMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = (left: number) => {
      if (left === 0) reject(new Error(message));
      else timer = setTimeout(wait, limitMs / steps, left - 1);
    };
    wait(steps);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
