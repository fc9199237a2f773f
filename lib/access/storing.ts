import "server-only";
import { isDiskFull } from "@/lib/platform/database-away";

/** Writes into the database what parts of a process hold in memory or in the journal. */
export type Storing = {
  /** Asks all parts; rejects with the first failure once all have ended. */
  flush(): Promise<void>;
  /** Why the last flush was not whole, in fixed words; null where it was. Each part tries again with the next. */
  problem(): string | null;
};

/** Stores for parts that keep what they could not write. */
export function createStoring(parts: readonly { flush(): Promise<void> }[]): Storing {
  let problem: string | null = null;
  return {
    async flush() {
      const outcomes = await Promise.allSettled(parts.map((part) => part.flush()));
      const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      problem = errors.length === 0 ? null : wordsFor(errors);
      if (errors.length > 0) throw errors[0];
    },
    problem: () => problem,
  };
}

function wordsFor(errors: readonly unknown[]): string {
  return errors.some(isDiskFull) ? "its disk is full" : "it did not take what was counted last";
}
