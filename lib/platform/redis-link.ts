import "server-only";
import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { inOwnTime } from "./in-time";
import type { Log } from "./log";
import { errorFields, errorText } from "./log-error.mjs";

/** A connection to one Redis or Valkey, made anew whenever it is lost. What was asked on a lost connection is not asked again. */
export type RedisLink = {
  /**
   * The server behind the connection; null while there is none that may be used. It has another `runId` after a restart, and
   * after it was a replica in between: then it has another server's data.
   */
  server(): { runId: string } | null;
  /** Reads anew what the server says of itself; until then a change of it may go unnoticed. */
  refresh(): Promise<void>;
  /** Why the server that answers may not be used; null when it may, or none answers. */
  problem(): string | null;
  /** For how long there was none; 0 while there is one. */
  awayForMs(): number;
  /** Runs a script whose answer is one string; rejects when the answer is lost, though the script may have run. */
  run(script: RedisScript, keys: readonly string[], values: readonly string[]): Promise<Buffer>;
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  /** Some of the keys that begin with this text, and where the next piece begins: "0" is the start and, as `next`, the end. */
  scan(cursor: string, prefix: string): Promise<{ next: string; keys: string[] }>;
  remove(keys: readonly string[]): Promise<void>;
  /** Called whenever the server was found or lost. */
  onChange(listener: () => void): void;
  close(): void;
};

/** A Lua script, known to the server by the SHA-1 of its text. */
export type RedisScript = { text: string; sha1: string };

export function redisScript(text: string): RedisScript {
  return { text, sha1: createHash("sha1").update(text).digest("hex") };
}

/** The server itself said no: what was asked had no effect. */
export class RedisRefusal extends Error {}

/** A server that does not answer within this time of the process's own counts as away. */
export const answerLimitMs = 1_000;
/** Keys that the server looks at for one piece of a scan: a fraction of a millisecond. */
const scanPiece = 500;
const firstRetryMs = 20;
const mostRetryMs = 500;

/** Opens the connection and goes on trying; `url` is `redis://` or `rediss://`, with user, password and database as usual. */
export function openRedisLink(url: string, log: Log): RedisLink {
  const redis = new Redis(url, {
    protocol: 2,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    connectTimeout: answerLimitMs,
    retryStrategy: (times) => Math.min(firstRetryMs * times, mostRetryMs),
  });
  const listeners: (() => void)[] = [];
  /** Ends the waiting for answers of a connection that is gone; the client leaves them open. */
  const unanswered = new Set<(error: Error) => void>();
  let server: { runId: string } | null = null;
  let awaySince = performance.now();
  /** Reasons that were logged since it was last there. */
  const told = new Set<string>();
  let problem: string | null = null;
  let connections = 0;
  let closed = false;

  function tell(thrown: unknown): void {
    const reason = errorText(thrown);
    if (closed || told.has(reason)) return;
    told.add(reason);
    log("error", "redis_away", errorFields(thrown));
  }

  function lose(): void {
    if (!server) return;
    server = null;
    awaySince = performance.now();
    for (const listener of listeners) listener();
  }

  /** A connection that answers too late is given up: its later answers are thrown away. */
  async function answered<T>(work: Promise<T>): Promise<T> {
    const connection = connections;
    let giveUp: (error: Error) => void = () => undefined;
    const gone = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    unanswered.add(giveUp);
    try {
      return await inOwnTime(Promise.race([work, gone]), answerLimitMs, "Redis did not answer in time");
    } catch (error) {
      if (!isReply(error)) {
        reset(connection, error);
        throw error;
      }
      if (saysUnusable(error)) reset(connection, error);
      else log("error", "redis_refused", errorFields(error));
      throw new RedisRefusal(error.message, { cause: error });
    } finally {
      unanswered.delete(giveUp);
    }
  }

  function reset(connection: number, thrown: unknown): void {
    if (connection !== connections) return;
    tell(thrown);
    lose();
    redis.disconnect(true);
  }

  async function meet(): Promise<void> {
    const connection = connections;
    try {
      const info = await answered(redis.info());
      if (connection !== connections || closed) return;
      problem = problemOf(info);
      if (problem) {
        reset(connection, problem);
        return;
      }
      // A server that becomes a primary again keeps its first name, and takes a new one for its data.
      const runId = `${infoField(info, "run_id")} ${infoField(info, "master_replid")}`;
      if (server?.runId === runId) return;
      server = { runId };
      if (told.size > 0) log("info", "redis_back", { away_ms: Math.round(performance.now() - awaySince) });
      told.clear();
      for (const listener of listeners) listener();
    } catch {
      // `answered` has given the connection up; the next one meets the server again.
    }
  }

  redis.on("connect", () => {
    const connection = ++connections;
    setTimeout(() => {
      if (redis.status === "connect") reset(connection, "Redis accepted a connection and did not answer on it");
    }, answerLimitMs).unref();
  });
  redis.on("ready", () => void meet());
  redis.on("error", tell);
  redis.on("close", () => {
    // After a reason it says nothing more: that one is why.
    if (told.size === 0) tell("the connection was closed");
    for (const giveUp of unanswered) giveUp(new Error("the connection was closed"));
    lose();
  });

  return {
    server: () => server,
    refresh: () => (server ? meet() : Promise.resolve()),
    problem: () => problem,
    awayForMs: () => (server ? 0 : performance.now() - awaySince),
    async run({ text, sha1 }, keys, values) {
      const words = [keys.length, ...keys, ...values];
      const reply = await answered(
        redis.callBuffer("EVALSHA", [sha1, ...words]).catch((error: unknown) => {
          if (!(isReply(error) && error.message.startsWith("NOSCRIPT"))) throw error;
          return redis.callBuffer("EVAL", [text, ...words]);
        }),
      );
      if (!Buffer.isBuffer(reply)) throw new Error("the script did not answer a string");
      return reply;
    },
    get: (key) => answered(redis.get(key)),
    async set(key, value) {
      await answered(redis.set(key, value));
    },
    async scan(cursor, prefix) {
      const pattern = `${prefix.replaceAll(/[[\]*?\\]/g, "\\$&")}*`;
      const [next, keys] = await answered(redis.scan(cursor, "MATCH", pattern, "COUNT", scanPiece));
      return { next, keys };
    },
    async remove(keys) {
      await answered(redis.unlink(...keys));
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      closed = true;
      server = null;
      redis.disconnect();
    },
  };
}

/** Whether the server itself said no, so that the command had no effect. */
function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

/** Answers of a server that is being loaded, became a replica, or lost its primary: another connection may find a better one. */
function saysUnusable({ message }: Error): boolean {
  return /^(LOADING|READONLY|MASTERDOWN|NOAUTH|WRONGPASS|NOPERM|BUSY|UNKILLABLE)\b/.test(message);
}

/** Why a server may not be used, from what it says of itself; null when it may. */
function problemOf(info: string): string | null {
  if (infoField(info, "role") !== "master") return "this server is a replica; REDIS_URL must name the primary";
  const policy = infoField(info, "maxmemory_policy");
  // Without a bound nothing is ever evicted.
  if (policy === "noeviction" || infoField(info, "maxmemory") === "0") return null;
  return `maxmemory-policy is ${policy}: a full Redis would forget what was counted; set it to noeviction`;
}

function infoField(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
}
