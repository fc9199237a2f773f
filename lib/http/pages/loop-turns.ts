import "server-only";
import type { Socket } from "node:net";

export type LoopTurns = {
  /**
   * Resolves at once while this turn has room, and otherwise in a later one, in the order of coming. A connection waits with one
   * request alone: what it sends behind that is written at once, since Node reads on only once little of that waits to be sent.
   */
  take(socket: Socket): Promise<void>;
};

/**
 * Spreads work over the turns of the event loop, at most `mostInOne` pieces in each. What else arrives is answered after one
 * turn's share of a crowd, and not after all of it.
 */
export function createLoopTurns(mostInOne: number): LoopTurns {
  /** What lets each waiting connection go on. */
  const waiting = new Map<Socket, () => void>();
  let room = mostInOne;
  let isCounting = false;

  function count(): void {
    if (isCounting) return;
    isCounting = true;
    setImmediate(() => {
      isCounting = false;
      room = mostInOne;
      for (const [socket, go] of waiting) {
        if (room === 0) break;
        waiting.delete(socket);
        // There is nothing to send to who has left.
        if (!socket.destroyed) room -= 1;
        go();
      }
      if (room < mostInOne) count();
    });
  }

  return {
    take(socket) {
      if (waiting.has(socket)) return Promise.resolve();
      if (room === 0) return new Promise((resolve) => waiting.set(socket, resolve));
      room -= 1;
      count();
      return Promise.resolve();
    },
  };
}
