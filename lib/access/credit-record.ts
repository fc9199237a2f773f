import "server-only";
import type { CreditRefill } from "./credit-refill";
import type { CreditGrant } from "./credits";

/** A row of `credits` as JSON. */
export type CreditColumns = {
  holder: string;
  round: number;
  granted: number;
  counted_from_ms: number;
  refill_amount: number | null;
  refill_every: string | null;
  refill_on: number | null;
  refill_from_ms: number;
};

/** The credits of a holder as one column: an SQL expression for their id; null where there are none. */
export function creditsSql(holder: string): string {
  return `(SELECT to_jsonb(credit) FROM credits credit WHERE credit.holder = ${holder})`;
}

/** What is stored of credits. */
export function grantOf(row: CreditColumns): CreditGrant {
  return {
    holder: row.holder,
    round: row.round,
    granted: row.granted,
    countedFromMs: row.counted_from_ms,
    refill: refillOf({ amount: row.refill_amount, every: row.refill_every, on: row.refill_on }),
    refillFromMs: row.refill_from_ms,
  };
}

type StoredRefill = { amount: number | null; every: string | null; on: number | null };

/** A refill of which one of the two is stored. */
export function refillOf({ amount, every, on }: StoredRefill): CreditRefill | null {
  if (amount === null) return null;
  return { amount, ...(every === null ? {} : { every }), ...(on === null ? {} : { on }) };
}
