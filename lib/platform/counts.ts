import "server-only";

/** Things that this process has done since its start, by kind and outcome; each name is one of ours, never a stranger's. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

const slot = Symbol.for("latchkey.counts");
const holder = globalThis as typeof globalThis & { [slot]?: Map<string, Map<string, Map<string, number>>> };

/** What is counted outside of requests: jobs by kind, attempts at webhooks, password checks that got no turn. */
export type Counted = "jobs" | "webhook_attempts" | "passwords";

/** Counts one of a kind and outcome; for what happens far less often than requests do. */
export function count(what: Counted, kind: string, outcome: string): void {
  holder[slot] ??= new Map();
  const kinds = holder[slot].get(what) ?? new Map<string, Map<string, number>>();
  holder[slot].set(what, kinds);
  const outcomes = kinds.get(kind) ?? new Map<string, number>();
  kinds.set(kind, outcomes);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

/** What was counted so far. */
export function countsOf(what: Counted): Counts {
  return holder[slot]?.get(what) ?? new Map();
}
