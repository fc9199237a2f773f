import { z } from "zod";
import { CreditRefill, mostCredits } from "@/lib/access/credit-refill";
import { Instant } from "./timestamp";

const count = z.number().int().max(mostCredits, "must be at most 1,000,000,000,000");

/** Credits as a new key or customer gets them. */
export const NewCredits = z.strictObject({
  remaining: count.min(0, "must be at least 0").describe("How many requests may be made"),
  refill: CreditRefill.nullable().optional().describe("What they begin anew with, and when"),
});
export type NewCredits = z.output<typeof NewCredits>;

/** The same where there may be some: what is not named stays. */
export const CreditsChange = z
  .strictObject({
    remaining: NewCredits.shape.remaining.optional(),
    refill: NewCredits.shape.refill,
  })
  .refine(({ remaining, refill }) => remaining !== undefined || refill !== undefined, "names nothing to change");
export type CreditsChange = z.output<typeof CreditsChange>;

/** What is left of credits. */
export const Credits = z.object({
  /** Null where the counters could not be asked just now. */
  remaining: z.number().int().nullable(),
  refill: z
    .object({
      amount: z.number().int(),
      /** A length such as `7d`; null where it is a day of the month. */
      every: z.string().nullable(),
      on: z.number().int().nullable(),
      /** The next one. */
      at: Instant,
    })
    .nullable(),
});
export type Credits = z.output<typeof Credits>;

/** A top-up: credits beside those that are left, or in place of them. */
export const TopUp = z
  .strictObject({
    add: count.min(1, "must be at least 1").optional(),
    set: NewCredits.shape.remaining.optional(),
  })
  .refine(({ add, set }) => (add === undefined) !== (set === undefined), {
    path: ["add"],
    message: "or set: name one of them",
  });
export type TopUp = z.output<typeof TopUp>;
