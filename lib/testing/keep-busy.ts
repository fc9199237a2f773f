/** Keeps this process busy for so many milliseconds, as rendering does on a busy machine: nothing that arrives meanwhile is read. */
export function keepBusy(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
