import type { FormProblems, FormWords } from "@/components/ui/form-problems";
import { digitsOf, isWholeNumber } from "@/components/ui/whole-number";
import type { AdminProductLimits } from "@/lib/features/administration/contract";

/** The limits in the order of the form. */
export const limitFields = [
  { name: "perMinute", label: "Per minute", required: true },
  { name: "burst", label: "Back to back", required: true },
  { name: "perDay", label: "Per day", required: false },
  { name: "perMonth", label: "Per month", required: false },
  { name: "concurrency", label: "At once", required: false },
] as const;

export type LimitField = (typeof limitFields)[number]["name"];
/** As typed; empty means no limit. */
export type LimitsDraft = Record<LimitField, string>;

/** A form filled in with limits; empty ones where there are none. */
export function draftOf(limits: AdminProductLimits["plan"]): LimitsDraft {
  const text = (name: LimitField) => limits?.[name]?.toString() ?? "";
  return {
    perMinute: text("perMinute"),
    burst: text("burst"),
    perDay: text("perDay"),
    perMonth: text("perMonth"),
    concurrency: text("concurrency"),
  };
}

/** The limits that a form stands for; thousands may be grouped. */
export function limitsOf(draft: LimitsDraft): object {
  const given = limitFields.map(({ name }) => [name, digitsOf(draft[name])] as const);
  return Object.fromEntries(
    given.filter(([, digits]) => digits !== "").map(([name, digits]) => [name, Number(digits)]),
  );
}

/** What is no number at all; the contract says which numbers are limits. */
export function limitProblems(draft: LimitsDraft): FormProblems {
  const problems: FormProblems = {};
  for (const { name, required } of limitFields) {
    const digits = digitsOf(draft[name]);
    if (digits === "" && required) problems[name] = "Enter a number";
    else if (digits !== "" && !isWholeNumber(digits)) problems[name] = "Use a whole number";
  }
  return problems;
}

const wording = (message: string) => `A limit ${message}`;
export const limitWords: FormWords = {
  perMinute: wording,
  burst: wording,
  perDay: wording,
  perMonth: wording,
  concurrency: wording,
};
