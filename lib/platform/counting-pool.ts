import "server-only";
import pg from "pg";
import { type Connection, connectedWithin, connectingWithin } from "./connect-within";

/** How often a connection of a pool was asked for, how long that took in all, and how often none was had. */
export type PoolWaits = { count: number; ms: number; failed: number };

/** How a pool hands a connection to who asked with a function. */
type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** A pool that says what was waited for its connections. */
export abstract class WatchedPool extends pg.Pool {
  readonly waits: Readonly<PoolWaits> = { count: 0, ms: 0, failed: 0 };

  /** How many wait for a connection now, those who wait for their turn included. */
  waiting(): number {
    return this.waitingCount;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (!callback) return this.take(true);
    // So asks a pool's own `query`, for one statement.
    this.take(false).then(
      (client) => callback(undefined, client, (error) => client.release(error as Error | undefined)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  /** Hands a connection over; whoever asks for one statement alone does not keep it. */
  protected abstract take(isKept: boolean): Promise<pg.PoolClient>;

  /** One of the pool's own connections. */
  protected connectedWithin(limitMs: number): Promise<Connection> {
    return connectedWithin(super.connect(), limitMs);
  }

  /** Counts a wait for a connection, which begins now. */
  protected async counted(connecting: () => Promise<pg.PoolClient>): Promise<pg.PoolClient> {
    const waits: PoolWaits = this.waits;
    const askedMs = performance.now();
    try {
      return await connecting();
    } catch (error) {
      waits.failed += 1;
      throw error;
    } finally {
      waits.count += 1;
      waits.ms += performance.now() - askedMs;
    }
  }
}

/** Told of each connection that was handed over, and how long it was waited for in milliseconds of this process's own time. */
type Handed = (client: pg.PoolClient, waitedMs: number) => void;

/** Its connections are waited for `limitMs` at most, in this process's own time. */
export class CountingPool extends WatchedPool {
  readonly #limitMs: number;
  readonly #handed: Handed;

  constructor(config: pg.PoolConfig, limitMs: number, handed: Handed = () => undefined) {
    super({ ...config, ...connectingWithin(limitMs) });
    this.#limitMs = limitMs;
    this.#handed = handed;
  }

  protected override take(): Promise<pg.PoolClient> {
    return this.counted(async () => {
      const { client, waitedMs } = await this.connectedWithin(this.#limitMs);
      this.#handed(client, waitedMs);
      return client;
    });
  }
}
