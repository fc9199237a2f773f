import "server-only";
import { join } from "node:path";
import { Piscina } from "piscina";
import { maxPasswordBytes, preparePassword, storedForms } from "./password-text";

/** How a password compares with a stored hash; `outdated` is right, but of a form that is hashed no more. */
export type PasswordMatch = "wrong" | "right" | "outdated";

/** bcrypt off the main thread, with a bounded queue. */
export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes the same time when there is no hash to compare with, so that timing does not tell whether an account exists. */
  verify(password: string, hash: string | null): Promise<PasswordMatch>;
  close(): Promise<void>;
};

/** Thrown when more sign-ins wait than the queue holds: answered as 503 with Retry-After. */
class PasswordQueueFull extends Error {
  readonly code = "PASSWORD_QUEUE_FULL";
}

/** Whether an error says so. Only the code is looked at: every bundle has its own copy of the class. */
export function isPasswordQueueFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "PASSWORD_QUEUE_FULL";
}

type PasswordTask =
  | { task: "hash"; password: string; cost: number }
  | { task: "verify"; password: string; hash: string };

/** Opens a pool of one worker thread; `cost` is bcrypt's (12 takes about 400 ms). */
export function openPasswords(cost = 12, maxQueue = 64): Passwords {
  // Joined at run time: a bundler that resolved it would look for the worker inside the bundle.
  const filename = join(process.cwd(), "lib", "platform", "password-worker.mjs");
  const pool = new Piscina<PasswordTask, string | boolean>({ filename, minThreads: 1, maxThreads: 1, maxQueue });
  const run = async (task: PasswordTask) => {
    if (pool.queueSize >= maxQueue) throw new PasswordQueueFull("too many sign-ins are waiting");
    return pool.run(task);
  };
  // Well-formed and of the same cost, but no password leads to it.
  const decoy = `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;
  return {
    hash: async (password) => String(await run({ task: "hash", password: preparePassword(password), cost })),
    async verify(password, stored) {
      for (const [age, form] of storedForms(password).entries()) {
        const matches = await run({ task: "verify", password: form, hash: stored ?? decoy });
        if (stored === null || matches !== true || Buffer.byteLength(form) > maxPasswordBytes) continue;
        return age === 0 ? "right" : "outdated";
      }
      return "wrong";
    },
    async close() {
      await pool.destroy();
    },
  };
}
