import "server-only";
import pg from "pg";
import { ownTimer } from "./in-time";

/** As `isDatabaseAway` knows it. */
const tooLate = "timeout exceeded when trying to connect";

/** A connection, and how long it was waited for in milliseconds of this process's own time. */
export type Connection = { client: pg.PoolClient; waitedMs: number };

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

/** After so many times the limit, by the clock, a pool forgets who waited in vain. */
const forgottenAfter = 4;

/**
 * What a pool is opened with, so that it gives up a connection which is not there after `limitMs` of this process's own time.
 * By the clock, as pg takes it, a process that was busy itself would close connections whose answers it has not read.
 */
export function connectingWithin(limitMs: number): pg.PoolConfig {
  return { Client: clientWithin(limitMs), connectionTimeoutMillis: forgottenAfter * limitMs };
}

function clientWithin(limitMs: number): typeof pg.Client {
  return class extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | undefined {
      // Its types leave it out; a pool of pg ends a connection in this way.
      const { connection } = this as unknown as { connection: { stream: { destroy(error: Error): void } } };
      const timer = ownTimer(limitMs, () => connection.stream.destroy(new Error(tooLate)));
      const connecting = super.connect().finally(timer.stop);
      if (!callback) return connecting;
      // Both kinds are called alike.
      const tell = callback as (error: Error | null, client?: pg.Client) => void;
      connecting.then((client) => tell(null, client), tell);
      return undefined;
    }
  };
}

/** Waits for a pool's connection. One that comes when it is not waited for any more goes back to its pool. */
export function connectedWithin(connecting: Promise<pg.PoolClient>, limitMs: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = ownTimer(Math.max(limitMs, 1), () => {
      isLate = true;
      reject(new Error(tooLate));
    });
    connecting.then(
      (client) => {
        timer.stop();
        if (isLate) client.release();
        else resolve({ client, waitedMs: timer.elapsedMs() });
      },
      (error: unknown) => {
        timer.stop();
        reject(error);
      },
    );
  });
}
