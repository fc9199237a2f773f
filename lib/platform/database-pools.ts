import "server-only";
import type pg from "pg";
import { connectingWithin } from "./connect-within";
import { type ConnectionLimits, limitConnection, noteWait, wasSilent } from "./connection-limits";
import { CountingPool, WatchedPool } from "./counting-pool";
import { createFairTurns, type FairTurns, type TurnSubject } from "./fair-turns";
import { ownTimer } from "./in-time";
import { type PoolSizes, usualPoolSizes } from "./pool-sizes";
import { currentWork, noteNoConnection } from "./whose-work";

/**
 * How long requests wait, in this process's own time. They wait for their turn at a connection, for a new one to be
 * there (the server's limits are not set on it yet). Also for turn and connection together, and for what it does.
 */
export type PoolLimits = ConnectionLimits & { turnMs: number; connectMs: number; untilConnectedMs: number };

/** A caller that waits for an answer is told within two seconds that there is none. */
const whileWaitedFor: PoolLimits = {
  turnMs: 700,
  connectMs: 1_500,
  untilConnectedMs: 1_850,
  statementMs: 1_500,
  lockMs: 1_000,
  idleInTransactionMs: 5_000,
};
/** Memory counts no longer than this without hearing of changes: a question that is not answered by then is asked again. */
const whileListening: ConnectionLimits = { statementMs: 500, lockMs: 500, idleInTransactionMs: 500 };
/** A batch may be large, and no request waits for it. */
const whileFlushing: ConnectionLimits = { statementMs: 10_000, lockMs: 5_000, idleInTransactionMs: 5_000 };
/** Reports and clearing away read and write much. */
const inTheBackground: ConnectionLimits = { statementMs: 60_000, lockMs: 10_000, idleInTransactionMs: 30_000 };

/**
 * How often a turn is waited for, while work of the organization comes to its end. Much of it comes at once after a
 * moment in which the process was busy.
 */
const turnRounds = 4;
/** Work of the background waits for one of its connections, however many pieces of it are under way. */
const backgroundPatienceMs = 30_000;
/** What waits holds memory. */
const mostWaiting = 1_000;
const mostWaitingPerSubject = 100;

export type DatabasePools = {
  features: WatchedPool;
  gate: WatchedPool;
  flush: WatchedPool;
  jobs: WatchedPool;
  /** One connection, on which a process hears of changes of credentials. */
  announcements: WatchedPool;
  end(): Promise<void>;
};

/** Opens the pools; none of them connects before its first use. `limits` is for what requests wait for. */
export function openPools(
  connectionString: string,
  sizes: Partial<PoolSizes> = {},
  limits: Partial<PoolLimits> = {},
): DatabasePools {
  const most = { ...usualPoolSizes, ...sizes };
  const waitedFor = { ...whileWaitedFor, ...limits };
  const jobs = listening(
    new CountingPool(poolConfig("jobs", connectionString, most.jobs, inTheBackground), backgroundPatienceMs),
  );
  const pools = {
    features: listening(
      new SharedPool(poolConfig("features", connectionString, most.features, waitedFor), jobs, waitedFor),
    ),
    gate: listening(
      new CountingPool(poolConfig("gate", connectionString, most.gate, waitedFor), waitedFor.connectMs, noteWait),
    ),
    flush: listening(
      new CountingPool(poolConfig("flush", connectionString, most.flush, whileFlushing), waitedFor.connectMs),
    ),
    jobs,
    announcements: listening(
      new CountingPool(poolConfig("announcements", connectionString, 1, whileListening), whileListening.statementMs),
    ),
  };
  return {
    ...pools,
    async end() {
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
}

/** What PostgreSQL shows of the pool's connections is its name, unless the address gives them another. */
function poolConfig(
  name: keyof Omit<DatabasePools, "end">,
  connectionString: string,
  max: number,
  limits: ConnectionLimits,
): pg.PoolConfig {
  return {
    connectionString,
    max,
    application_name: `latchkey ${name}`,
    keepAlive: true,
    // pg waits for what this returns, although its type does not say so.
    onConnect: (client) => limitConnection(client, limits),
  };
}

function listening<Pool extends pg.Pool>(pool: Pool): Pool {
  // An idle connection that the server closes must not end the process; the next query opens another.
  pool.on("error", () => undefined);
  return pool;
}

/**
 * The pool of the features: its connections are shared out among the organizations that ask for them, so that one whose
 * work piles up holds up no others. Work of the background goes to its own pool.
 */
class SharedPool extends WatchedPool {
  readonly #background: pg.Pool;
  readonly #turns: FairTurns;
  readonly #limits: PoolLimits;
  /** Work that keeps connections for itself, and how many: what it asks for meanwhile comes before all others. */
  readonly #holding = new Map<object, number>();

  constructor(config: pg.PoolConfig, background: pg.Pool, limits: PoolLimits) {
    super({ ...config, ...connectingWithin(limits.connectMs) });
    this.#background = background;
    const atOnce = config.max ?? usualPoolSizes.features;
    this.#turns = createFairTurns({
      atOnce,
      perSubject: Math.max(1, Math.floor(atOnce * 0.4)),
      perCrowd: Math.max(1, Math.floor(atOnce * 0.5)),
      waiting: mostWaiting,
      waitingPerSubject: mostWaitingPerSubject,
      patienceMs: limits.turnMs,
      rounds: turnRounds,
    });
    this.#limits = limits;
  }

  override waiting(): number {
    return super.waiting() + this.#turns.waiting();
  }

  protected override async take(isKept: boolean): Promise<pg.PoolClient> {
    const work = currentWork();
    if (work?.isBackground) return this.#background.connect();
    try {
      return await this.counted(() => this.#inTurn(isKept, work));
    } catch (error) {
      noteNoConnection();
      throw error;
    }
  }

  async #inTurn(isKept: boolean, work: TurnSubject | undefined): Promise<pg.PoolClient> {
    const isFirst = work !== undefined && this.#holding.has(work);
    // It measures the wait, which the turns limit: in what goes beyond one round the database answered.
    const { turnMs: patienceMs, untilConnectedMs } = this.#limits;
    const turn = ownTimer(patienceMs, () => undefined);
    const leave = await this.#turns.take(work ?? null, { isFirst }).finally(turn.stop);
    const turnMs = turn.elapsedMs();
    try {
      const { client, waitedMs } = await this.connectedWithin(untilConnectedMs - turnMs);
      noteWait(client, turnMs + waitedMs);
      if (isKept && work) this.#hold(work, 1);
      const release = client.release.bind(client);
      client.release = (error) => {
        // Once only; the pool throws when it is released again.
        client.release = release;
        if (isKept && work) this.#hold(work, -1);
        try {
          release(error);
        } finally {
          leave(!error && !wasSilent(client));
        }
      };
      return client;
    } catch (error) {
      leave(false);
      throw error;
    }
  }

  #hold(work: object, change: number): void {
    const count = (this.#holding.get(work) ?? 0) + change;
    if (count > 0) this.#holding.set(work, count);
    else this.#holding.delete(work);
  }
}
