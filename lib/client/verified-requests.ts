import type { Verdict } from "./verdict";

const verified = new WeakMap<object, Verdict | null>();

/** Remembers what was decided about a request that passed. */
export function remember(request: object, verdict: Verdict | null): void {
  verified.set(request, verdict);
}

/**
 * Whose request it is: what the deployment said of its key. Null where it passed unchecked (`whenUnreachable: "pass"`);
 * throws Error for a request that no `requireKey` has let through.
 */
export function verdictOf(request: object): Verdict | null {
  const verdict = verified.get(request);
  if (verdict === undefined) throw new Error("requireKey has not verified this request");
  return verdict;
}
