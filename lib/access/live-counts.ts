import type { CountedWindow } from "./ledger-record";
import type { LimitBucket, Limiter } from "./limiter";

/** A change of what a named window counted at a moment, in milliseconds; below 0 it is given back. */
export type Correction = { key: CountedWindow; atMs: number; change: number };

/** A back end whose counts can be corrected. */
export type CorrectableLimiter = Limiter & {
  /** Keeps counters in place, so that what is stored of them is not read again until the returned function is called. */
  hold(buckets: readonly LimitBucket[]): Promise<() => void>;
  /** Changes what was counted. False: the counters were forgotten meanwhile, and it is not known whether it came to that. */
  correct(corrections: readonly Correction[]): boolean | Promise<boolean>;
};

/**
 * The counts that decide now, for whoever stores passes and corrections of them itself, beside the ledger. What is stored
 * under an epoch is in the counts of all later ones; those of this one are told of it.
 */
export type LiveCounts = Pick<CorrectableLimiter, "decide"> & {
  /** The epoch that this process counts in, by the number in `limit_epochs`; null while it counts nothing. */
  epoch(): number | null;
  /** As that of the back end, with the epoch that the counters are of. */
  hold(buckets: readonly LimitBucket[]): Promise<{ epoch: number; release: () => void }>;
  /** Brings the counts of an epoch to what is stored; resolves when they are there, or are read again. Rejects never. */
  correct(epoch: number, corrections: readonly Correction[]): Promise<void>;
};
