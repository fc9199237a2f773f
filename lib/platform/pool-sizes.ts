import "server-only";

/** How many connections each pool of a process may open. */
export type PoolSizes = {
  /** For what requests ask of the product's features. */
  features: number;
  /** For what must be known before a request may pass: credentials and counters that are not in memory. */
  gate: number;
  /** For what is counted in memory and written in batches. */
  flush: number;
  /** For work that no request waits for. */
  jobs: number;
};

export const usualPoolSizes: PoolSizes = { features: 10, gate: 3, flush: 2, jobs: 4 };
