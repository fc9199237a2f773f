import "server-only";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Piscina } from "piscina";
import { count } from "./counts";
import { createFairQueue, type QueuePath } from "./fair-queue";
import { maxPasswordBytes, preparePassword, storedForms } from "./password-text";

/** How a password compares with a stored hash; `outdated` is right, but of a form that is hashed no more. */
export type PasswordMatch = "wrong" | "right" | "outdated";

/** Whose password it is, for the queue: the blocks of addresses that they ask from and their account; aborted when they have hung up. */
export type PasswordTurn = { path: QueuePath; signal?: AbortSignal | undefined };

/** bcrypt off the main thread, with a bounded queue in which address blocks and accounts take turns. */
export type Passwords = {
  hash(password: string, turn?: PasswordTurn): Promise<string>;
  /** Takes the same time when there is no hash to compare with, so that timing does not tell whether an account exists. */
  verify(password: string, hash: string | null, turn?: PasswordTurn): Promise<PasswordMatch>;
  /** Compares other text than passwords with a bcrypt hash, as it is; true where it leads there. */
  matches(text: string, hash: string, turn: PasswordTurn): Promise<boolean>;
  /** Runs other work that is as dear in its turn of the same queue. */
  inTurn<Result>(work: () => Promise<Result>, turn: PasswordTurn): Promise<Result>;
  /** How many wait for their turn, and how many are hashed or compared. */
  queue(): { waiting: number; running: number };
  close(): Promise<void>;
};

/** Thrown when more checks wait than the queue holds, or the client is gone: answered as 503 with Retry-After. */
export class PasswordQueueFull extends Error {
  readonly code = "PASSWORD_QUEUE_FULL";
}

/** Whether an error says so. Only the code is looked at: every bundle has its own copy of the class. */
export function isPasswordQueueFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "PASSWORD_QUEUE_FULL";
}

type PasswordTask =
  | { task: "hash"; password: string; cost: number }
  | { task: "verify"; password: string; hash: string };

/** How many wait in all, and how many of them from one block of addresses: an office that comes to work is one. */
const maxWaiting = 64;
const maxWaitingPerBlock = 56;

/** What the operator's own commands ask for. */
const ownTurn: PasswordTurn = { path: ["this machine"] };

/** Opens a pool of worker threads, one for each core but one; `cost` is bcrypt's (12 takes about 400 ms). */
export function openPasswords(cost = 12, workers = Math.max(1, availableParallelism() - 1)): Passwords {
  // Joined at run time: a bundler that resolved it would look for the worker inside the bundle.
  const filename = join(process.cwd(), "lib", "platform", "password-worker.cjs");
  const pool = new Piscina<PasswordTask, string | boolean>({ filename, minThreads: 1, maxThreads: workers });
  const queue = createFairQueue({ atOnce: workers, waiting: maxWaiting, waitingPerGroup: maxWaitingPerBlock });
  const inTurn = async <Result>(kind: string, work: () => Promise<Result>, { path, signal }: PasswordTurn) => {
    const done = await queue.run(path, work, signal);
    count("passwords", kind, done ? "done" : "refused");
    if (!done) throw new PasswordQueueFull("too many checks are waiting, or this one's client is gone");
    return done.result;
  };
  const run = (task: PasswordTask, turn: PasswordTurn) => inTurn(task.task, () => pool.run(task), turn);
  // Well-formed and of the same cost, but no password leads to it.
  const decoy = `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;
  return {
    hash: async (password, turn = ownTurn) =>
      String(await run({ task: "hash", password: preparePassword(password), cost }, turn)),
    async verify(password, stored, turn = ownTurn) {
      for (const [age, form] of storedForms(password).entries()) {
        const matches = await run({ task: "verify", password: form, hash: stored ?? decoy }, turn);
        if (stored === null || matches !== true || Buffer.byteLength(form) > maxPasswordBytes) continue;
        return age === 0 ? "right" : "outdated";
      }
      return "wrong";
    },
    matches: async (text, hash, turn) => (await run({ task: "verify", password: text, hash }, turn)) === true,
    inTurn: (work, turn) => inTurn("verify", work, turn),
    queue: queue.state,
    async close() {
      await pool.destroy();
    },
  };
}
