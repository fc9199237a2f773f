import "server-only";

export type LoopTurns = {
  /** Resolves at once while this turn has room, and otherwise in a later one, in the order of coming. */
  take(): Promise<void>;
};

/**
 * Spreads work over the turns of the event loop, at most `mostInOne` pieces in each. What else arrives is answered after one
 * turn's share of a crowd, and not after all of it.
 */
export function createLoopTurns(mostInOne: number): LoopTurns {
  const waiting: (() => void)[] = [];
  let room = mostInOne;
  let isCounting = false;

  function count(): void {
    if (isCounting) return;
    isCounting = true;
    setImmediate(() => {
      isCounting = false;
      room = mostInOne;
      for (const go of waiting.splice(0, mostInOne)) {
        room -= 1;
        go();
      }
      if (room < mostInOne) count();
    });
  }

  return {
    take() {
      if (room === 0) return new Promise((resolve) => waiting.push(resolve));
      room -= 1;
      count();
      return Promise.resolve();
    },
  };
}
