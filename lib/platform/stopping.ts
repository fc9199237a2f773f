import "server-only";

const slot = Symbol.for("latchkey.stopping");
const holder = globalThis as typeof globalThis & { [slot]?: true };

/** Whether this process has begun to stop: it answers what is sent to it, and asks for nothing more. */
export function isStopping(): boolean {
  return holder[slot] === true;
}

/** Says so, for good. */
export function beginStopping(): void {
  holder[slot] = true;
}
