import "server-only";
import pg from "pg";
import { connectedWithin, connectingWithin } from "./connect-within";

/** How often a connection of a pool was asked for, how long that took in all, and how often none was had. */
export type PoolWaits = { count: number; ms: number; failed: number };

/** A pool that says what was waited for its connections. */
export type WatchedPool = pg.Pool & {
  readonly waits: Readonly<PoolWaits>;
  /** How many wait for one now, those who wait for their turn included. */
  waiting(): number;
};

/** How a pool hands a connection to who asked with a function. */
export type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** Hands a connection to who asked with a function, as a pool's own `query` does for one statement. */
export function handTo(callback: Connected, connecting: Promise<pg.PoolClient>): void {
  connecting.then(
    (client) => callback(undefined, client, (error) => client.release(error as Error | undefined)),
    (error: Error) => callback(error, undefined, () => undefined),
  );
}

/** Notes the end of a wait that began at `askedMs` of `performance.now()`. */
export function noteWaited(waits: PoolWaits, askedMs: number, gotNone: boolean): void {
  waits.count += 1;
  waits.ms += performance.now() - askedMs;
  if (gotNone) waits.failed += 1;
}

/** Told of each connection that was handed over, and how long it was waited for in milliseconds of this process's own time. */
type Handed = (client: pg.PoolClient, waitedMs: number) => void;

/** A pool that counts what is waited for its connections: `limitMs` at most, in this process's own time. */
export class CountingPool extends pg.Pool implements WatchedPool {
  readonly waits: PoolWaits = { count: 0, ms: 0, failed: 0 };
  readonly #limitMs: number;
  readonly #handed: Handed;

  constructor(config: pg.PoolConfig, limitMs: number, handed: Handed = () => undefined) {
    super({ ...config, ...connectingWithin(limitMs) });
    this.#limitMs = limitMs;
    this.#handed = handed;
  }

  waiting(): number {
    return this.waitingCount;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (!callback) return this.#take();
    handTo(callback, this.#take());
    return undefined;
  }

  async #take(): Promise<pg.PoolClient> {
    const askedMs = performance.now();
    try {
      const { client, waitedMs } = await connectedWithin(super.connect(), this.#limitMs);
      noteWaited(this.waits, askedMs, false);
      this.#handed(client, waitedMs);
      return client;
    } catch (error) {
      noteWaited(this.waits, askedMs, true);
      throw error;
    }
  }
}
