import "server-only";
import type pg from "pg";
import { cancelStatement } from "./cancel-request";
import { ownTimer } from "./in-time";

/** How long a connection may be kept busy, in milliseconds. */
export type ConnectionLimits = {
  /** By one statement, its waits included. */
  statementMs: number;
  /** By a statement that waits for a lock. */
  lockMs: number;
  /** By a transaction between two of its statements. */
  idleInTransactionMs: number;
};

/** How much later than the server we give a statement up ourselves: it then does not answer at all. */
const spareMs = 250;

/** How long a borrowed connection was waited for: together with that wait each of its statements has the limit of one. */
const waits = new WeakMap<pg.ClientBase, number>();

/** Connections on which the database was silent for too long. */
const silent = new WeakSet<pg.ClientBase>();

/** Whether a connection was given up, because the database did not answer on it. */
export function wasSilent(client: pg.ClientBase): boolean {
  return silent.has(client);
}

/** Says how long a borrowed connection was waited for, in milliseconds of this process's own time. */
export function noteWait(client: pg.ClientBase, waitedMs: number): void {
  waits.set(client, waitedMs);
}

/**
 * Sets the limits of a new connection. The server ends what takes longer; where it does not answer, the connection is
 * ended here, and its statement rejects with a `SilentDatabase`. Behind a pooler such as PgBouncer a session's settings
 * would be somebody else's too, so there each transaction begins with settings of its own.
 */
export async function limitConnection(client: pg.ClientBase, limits: ConnectionLimits): Promise<void> {
  // A borrowed connection that the server ends must not end the process; its statements reject.
  client.on("error", () => undefined);
  const session = { isShared: false };
  limitStatements(client, limits, session);
  const { processID } = client as pg.ClientBase & { processID: number | null };
  const { rowCount } = await client.query(setForSession, [
    processID ?? 0,
    ...settingsOf(limits).map(([, value]) => value),
  ]);
  session.isShared = rowCount === 0;
}

/** A pooler draws process numbers of its own, so one that is not the backend's means that sessions are shared. */
const setForSession = `
  SELECT set_config('statement_timeout', $2, false), set_config('lock_timeout', $3, false),
         set_config('idle_in_transaction_session_timeout', $4, false)
   WHERE pg_backend_pid() = $1`;

function settingsOf({ statementMs, lockMs, idleInTransactionMs }: ConnectionLimits): [name: string, value: string][] {
  return [
    ["statement_timeout", `${statementMs}ms`],
    ["lock_timeout", `${lockMs}ms`],
    ["idle_in_transaction_session_timeout", `${idleInTransactionMs}ms`],
  ];
}

type Run = (...args: unknown[]) => unknown;

function limitStatements(client: pg.ClientBase, limits: ConnectionLimits, session: { isShared: boolean }): void {
  const run = client.query.bind(client) as Run;
  const begin = ["BEGIN", ...settingsOf(limits).map(([name, value]) => `SET LOCAL ${name} = '${value}'`)].join("; ");
  let last: Promise<unknown> = Promise.resolve();
  let unanswered = 0;
  /** One after the other: statements that work sends at once wait here, because pg 9 will refuse to queue them. */
  const runInTurn = (args: unknown[]): unknown => {
    const result = unanswered > 0 ? last.then(() => run(...args)) : run(...args);
    if (!(result instanceof Promise)) return result;
    unanswered += 1;
    last = result.then(noop, noop).then(() => {
      unanswered -= 1;
    });
    return result;
  };
  client.query = ((statement: unknown, ...args: unknown[]) => {
    const { isShared } = session;
    const watch = watchStatement(client, givenUpAfter(limits, waits.get(client) ?? 0, isShared), isShared);
    const asked = isShared ? beginning(statement, begin) : statement;
    const callback = args.at(-1);
    if (typeof callback === "function") {
      const told = (error: unknown, ...results: unknown[]) => callback(watch.end(error), ...results);
      return run(asked, ...args.slice(0, -1), told);
    }
    const result = runInTurn([asked, ...args]);
    if (!(result instanceof Promise)) {
      watch.end(undefined);
      return result;
    }
    return result.then(
      (rows) => {
        watch.end(undefined);
        return rows;
      },
      (error: unknown) => {
        throw watch.end(error);
      },
    );
  }) as typeof client.query;
}

/**
 * How long a statement is waited for. Behind a pooler it is not given up around the moment in which the server's own
 * limit ends it. A request to cancel that meets the statement's end has made PgBouncer 1.18 end altogether.
 */
function givenUpAfter({ statementMs }: ConnectionLimits, waitedMs: number, isShared: boolean): number {
  const wholeMs = statementMs + spareMs;
  const limitMs = wholeMs - waitedMs;
  return isShared && limitMs > statementMs - spareMs ? wholeMs : limitMs;
}

const noop = () => undefined;

/** The statement itself, or where it begins a transaction, one that sets the limits of the transaction as well. */
function beginning(statement: unknown, begin: string): unknown {
  if (statement === "BEGIN") return begin;
  const isObject = typeof statement === "object" && statement !== null && "text" in statement;
  return isObject && statement.text === "BEGIN" ? { ...statement, text: begin } : statement;
}

/** Ends the connection of a statement that got no answer in time; `end` tells the statement's error, in words of its own then. */
function watchStatement(client: pg.ClientBase, limitMs: number, isShared: boolean): { end(error: unknown): unknown } {
  let state: "running" | "given up" | "ended" = "running";
  const giveUp = () => {
    if (state !== "running") return;
    state = "given up";
    silent.add(client);
    const end = () => void (client as pg.Client).end().catch(() => undefined);
    // Behind a pooler no one else would end it: it would go on waiting for its lock, and then take effect.
    if (isShared) void cancelStatement(client).then(end);
    else end();
  };
  // A process that was held up itself reads first what has arrived meanwhile.
  const timer = ownTimer(Math.max(limitMs, 1), giveUp);
  return {
    end(error) {
      timer.stop();
      const isSilence = state === "given up";
      state = "ended";
      return isSilence && error ? new SilentDatabase(limitMs, error) : error;
    },
  };
}

/** The database did not answer a statement at all. */
class SilentDatabase extends Error {
  readonly code = "ETIMEDOUT";

  constructor(limitMs: number, cause: unknown) {
    super(`the database did not answer within ${Math.round(limitMs)} ms`, { cause });
  }
}
