import type { Environment, ProductId } from "./catalogue";
import { managementProduct } from "./catalogue";
import type { CreditRefill } from "./credit-refill";
import { refillTimes } from "./credit-refill";
import type { WindowBucket, WindowState } from "./limiter";
import { endlessSpan } from "./window-span";

/** Whose credits they are. */
export type CreditsOf = "key" | "customer";

/** What may be taken, as it is stored; what was taken is counted by the limiter, under the name of the count. */
export type CreditGrant = {
  /** The first key of a line of rotations, or the customer. */
  holder: string;
  round: number;
  granted: number;
  /** When the count of `granted` began, in milliseconds since the epoch. */
  countedFromMs: number;
  refill: CreditRefill | null;
  /** The refills are those after this moment, in milliseconds since the epoch. */
  refillFromMs: number;
};

/** The count that goes on at a moment. A refill begins another one, so that no process has to be there for it. */
export type CreditPeriod = {
  /** When it began, which is its name, in milliseconds since the epoch. */
  startMs: number;
  /** What there was to take when it began, with what was added since. */
  limit: number;
  /** When the next one begins; null: never by itself. */
  nextMs: number | null;
};

export function periodOf(grant: Omit<CreditGrant, "holder" | "round">, nowMs: number): CreditPeriod {
  const { refill, granted, countedFromMs, refillFromMs } = grant;
  if (!refill) return { startMs: countedFromMs, limit: granted, nextMs: null };
  const { lastMs, nextMs } = refillTimes(refill, refillFromMs, nowMs);
  if (lastMs === null) return { startMs: countedFromMs, limit: granted, nextMs };
  return { startMs: lastMs, limit: refill.amount, nextMs };
}

/** How decisions call the windows of credits; no window of an operator's is called so. */
const windowNames = { key: "key_credits", customer: "customer_credits" } as const satisfies Record<CreditsOf, string>;

/** Whether a window of a decision is one of credits. */
export function isCredits({ name }: Pick<WindowState, "name">): boolean {
  return name === windowNames.key || name === windowNames.customer;
}

/** The counter of credits in an environment at a moment: test keys take from a count of their own. */
export function creditBucket(of: CreditsOf, grant: CreditGrant, environment: Environment, nowMs: number): WindowBucket {
  const { startMs, limit, nextMs } = periodOf(grant, nowMs);
  const next = nextMs === null || !grant.refill ? null : { atMs: nextMs, limit: grant.refill.amount };
  return {
    subject: `credits:${grant.holder}:${grant.round}:${startMs}`,
    product: managementProduct,
    environment,
    window: { name: windowNames[of], limit, span: endlessSpan, next },
  };
}

/** Credits that a credential takes from, ready for the requests of one product, or of all where that is null. */
export type HeldCredits = CreditGrant & { of: CreditsOf; product: ProductId | null; environment: Environment };

/** The count as it is now, made once a period. */
const known = new WeakMap<HeldCredits, { bucket: WindowBucket; fromMs: number; untilMs: number }>();

/** The counters of those credits that requests of a product take from. */
export function creditBuckets(held: readonly HeldCredits[], product: ProductId, nowMs: number): WindowBucket[] {
  return held.flatMap((credits) => {
    if (credits.product !== null && credits.product !== product) return [];
    const before = known.get(credits);
    if (before && nowMs >= before.fromMs && nowMs < before.untilMs) return [before.bucket];
    const bucket = creditBucket(credits.of, credits, credits.environment, nowMs);
    known.set(credits, { bucket, fromMs: nowMs, untilMs: bucket.window.next?.atMs ?? Number.POSITIVE_INFINITY });
    return [bucket];
  });
}
