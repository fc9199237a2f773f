import type { FormWords } from "@/components/ui/form-problems";
import { wholeNumberIn } from "@/components/ui/whole-number";
import { mostCredits } from "@/lib/access/credit-refill";

/** Credits as typed, by the names of the request; nothing is counted where all of it is empty. */
export type CreditsDraft = {
  remaining: string;
  refill: {
    /** What there is after a refill. */
    amount: string;
    /** A length such as `7d`, or a day of the month as `day 1`. */
    every: string;
  };
};

export const noCredits: CreditsDraft = { remaining: "", refill: { amount: "", every: "" } };

/** What a form says of a number of credits that is none, or out of bounds. */
export function creditCount(least: number): string {
  return `Enter a whole number from ${least} to ${mostCredits.toLocaleString("en")}, in digits alone`;
}

/** Plainer than the contract's. */
export const creditWords: FormWords = {
  "credits.remaining": creditCount(0),
  "credits.refill.amount": creditCount(1),
  "credits.refill.every": "Write a length from 15m to 366d, such as 1h or 7d, or a day from day 1 to day 31",
};

/** The credits that a request asks for; null where nothing was typed. */
export function creditsIn({ remaining, refill }: CreditsDraft): object | null {
  const [amount, every] = [refill.amount.trim(), refill.every.trim()];
  const isRefilled = amount !== "" || every !== "";
  if (remaining.trim() === "" && !isRefilled) return null;
  const day = dayIn(every);
  const when = day === null ? { every } : { on: day };
  return {
    remaining: wholeNumberIn(remaining),
    ...(isRefilled ? { refill: { amount: wholeNumberIn(amount), ...when } } : {}),
  };
}

/** Null for what is no day that a month has, which is refused as a length, where it was typed. */
function dayIn(every: string): number | null {
  const digits = /^day\s*0?([1-9]|[12]\d|3[01])$/i.exec(every)?.[1];
  return digits === undefined ? null : Number(digits);
}
