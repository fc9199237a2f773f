import "server-only";
import pg from "pg";

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

/** Notes the end of a wait that began at `askedMs` of `performance.now()`. */
export function noteWaited(waits: PoolWaits, askedMs: number, gotNone: boolean): void {
  waits.count += 1;
  waits.ms += performance.now() - askedMs;
  if (gotNone) waits.failed += 1;
}

/** Told of each connection that was handed over, and how long it was waited for in milliseconds. */
type Handed = (client: pg.PoolClient, waitedMs: number) => void;

/** A pool that counts what is waited for its connections. */
export class CountingPool extends pg.Pool implements WatchedPool {
  readonly waits: PoolWaits = { count: 0, ms: 0, failed: 0 };
  readonly #handed: Handed;

  constructor(config: pg.PoolConfig, handed: Handed = () => undefined) {
    super(config);
    this.#handed = handed;
  }

  waiting(): number {
    return this.waitingCount;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const askedMs = performance.now();
    const note = (client: pg.PoolClient | undefined) => {
      noteWaited(this.waits, askedMs, client === undefined);
      if (client) this.#handed(client, performance.now() - askedMs);
    };
    if (!callback) {
      const connecting = super.connect();
      connecting.then(note, () => note(undefined));
      return connecting;
    }
    super.connect((error, client, done) => {
      note(client);
      callback(error, client, done);
    });
    return undefined;
  }
}
