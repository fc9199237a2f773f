import "server-only";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { TextCheck } from "./text-check";

/** Values of a template's variables. */
export type TextVariables = Readonly<Record<string, string | number | boolean>>;

/** One text to render and check: its variables, and what it must satisfy besides what every text must. */
export type TextRow = { variables: TextVariables; checks: readonly TextCheck[] };

/** What became of one row. */
export type TextVerdict = {
  /** The beginning of the rendered text. */
  text: string;
  /** Unicode characters of the whole of it. */
  length: number;
  /** Why it could not be rendered; nothing is checked then. */
  error: string | null;
  passed: boolean;
  /** In the order of the checks, those for every text first. */
  checks: { passed: boolean; reason: string | null }[];
};

/** A thread that renders one template over many rows. */
export type TextChecker = {
  /** Throws `ChecksTookTooLong` when the thread's whole time is used up. */
  judge(rows: readonly TextRow[]): Promise<TextVerdict[]>;
  close(): Promise<void>;
};

/** The thread was ended because it had used up its time. */
export class ChecksTookTooLong extends Error {}

/** Characters of a rendered text that a verdict keeps. */
export const keptTextLength = 4_000;
const maxLength = 400_000;
const patternLimitMs = 250;
const maxHeapMb = 256;

/**
 * Starts a thread that renders `template` and checks what comes out; it is ended, also at work, `limitMs` after its
 * start. A regular expression that takes longer than 250 ms on one text fails that check.
 */
export function openTextChecker(template: string, checks: readonly TextCheck[], limitMs: number): TextChecker {
  // Joined at run time: a bundler that resolved it would look for the worker inside the bundle.
  const worker = new Worker(join(process.cwd(), "lib", "platform", "text-check-worker.mjs"), {
    workerData: { template, checks, keptLength: keptTextLength, maxLength, patternLimitMs },
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  const timer = setTimeout(() => fail(new ChecksTookTooLong("the checks took too long")), limitMs);
  let failure: Error | null = null;
  let waiting: { resolve: (verdicts: TextVerdict[]) => void; reject: (error: Error) => void } | null = null;

  function fail(error: Error): void {
    failure ??= error;
    clearTimeout(timer);
    void worker.terminate();
    waiting?.reject(failure);
  }
  worker.on("message", (verdicts: TextVerdict[]) => waiting?.resolve(verdicts));
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the thread of the checks ended")));

  return {
    async judge(rows) {
      if (failure) throw failure;
      try {
        return await new Promise<TextVerdict[]>((resolve, reject) => {
          waiting = { resolve, reject };
          worker.postMessage(rows);
        });
      } finally {
        waiting = null;
      }
    },
    async close() {
      clearTimeout(timer);
      await worker.terminate();
    },
  };
}
