import { spanText } from "./span-text";

/** What is told of credits; `remaining` is null where it could not be read. */
export type CreditsTold = {
  remaining: number | null;
  refill: { amount: number; every: string | null; on: number | null } | null;
};

/** What is left, and what it is refilled to, in one sentence. */
export function creditsText({ remaining, refill }: CreditsTold): string {
  const left = remaining === null ? "What is left could not be read just now" : `${count(remaining)} left`;
  if (!refill) return left;
  const when = refill.every === null ? `on day ${refill.on} of each month` : `every ${spanText(refill.every)}`;
  return `${left}; refilled to ${count(refill.amount)} ${when}`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
