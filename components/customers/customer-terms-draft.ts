import type { FormProblems } from "@/components/ui/form-problems";
import { digitsOf, isWholeNumber } from "@/components/ui/whole-number";
import type { Customer } from "@/lib/features/customers/contract";
import type { ProductTerms } from "./customer-terms";

/** The limits in the order of the form. */
export const limitInputs = [
  { name: "per_minute", label: "Per minute", required: true },
  { name: "burst", label: "Back to back", required: true },
  { name: "per_day", label: "Per day", required: false },
  { name: "per_month", label: "Per month", required: false },
  { name: "concurrency", label: "At once", required: false },
] as const;

type LimitInput = (typeof limitInputs)[number]["name"];
/** As typed; an empty plan is the organization's, an empty limit is none. */
export type TermsDraft = Record<LimitInput, string> & { plan: string };

/** The form as it opens. */
export function draftOfTerms({ plan, limits }: ProductTerms): TermsDraft {
  const text = (name: LimitInput) => limits?.[name]?.toString() ?? "";
  return {
    plan: plan ?? "",
    per_minute: text("per_minute"),
    burst: text("burst"),
    per_day: text("per_day"),
    per_month: text("per_month"),
    concurrency: text("concurrency"),
  };
}

/** What a form says of one product; nothing typed takes away what was said. Windows that it has no fields for stay. */
export function bodyOfTerms(
  product: string,
  draft: TermsDraft,
  windows?: Customer["limits"][string]["windows"],
): object {
  const typed = limitInputs.flatMap(({ name }) => {
    const digits = digitsOf(draft[name]);
    return digits === "" ? [] : [[name, Number(digits)] as const];
  });
  // Windows that are all there is say no rate, and are taken away by no empty field.
  const limits =
    typed.length === 0 && !windows ? null : { ...Object.fromEntries(typed), ...(windows ? { windows } : {}) };
  return { plans: { [product]: draft.plan || null }, limits: { [product]: limits } };
}

/** Limits that are half filled in, or none: the contract's own places for them lie below the product, where no field is. */
export function termsProblems(draft: TermsDraft): FormProblems {
  const problems: FormProblems = {};
  const isRate = limitInputs.some(({ name }) => name !== "concurrency" && digitsOf(draft[name]) !== "");
  for (const { name, required } of limitInputs) {
    const digits = digitsOf(draft[name]);
    const most = name === "concurrency" ? 1_000_000 : 1_000_000_000;
    if (digits === "" && required && isRate) problems[name] = "Enter a number, or leave the rate empty";
    else if (digits !== "" && !isLimit(digits, most))
      problems[name] = `Use a whole number from 1 to ${most.toLocaleString("en")}`;
  }
  return problems;
}

function isLimit(digits: string, most: number): boolean {
  return isWholeNumber(digits) && Number(digits) >= 1 && Number(digits) <= most;
}
