import type { Expectation } from "@/lib/features/evaluations/contract";
import { type ExpectationType, isLength } from "./expectation-words";

/** An expectation as it is being written. */
export type ExpectationDraft = { type: ExpectationType; value: string; anyCase: boolean };

/** What is being filled in, by the names of the request; without a `version` the latest counts. */
export type EvaluationDraft = {
  prompt_id: string;
  version: string;
  dataset_id: string;
  expectations: ExpectationDraft[];
};

/** What is sent of a draft. */
export function expectationOf({ type, value, anyCase }: ExpectationDraft): Expectation {
  if (isLength(type)) return { type, value: value.trim() === "" ? Number.NaN : Number(value) };
  return { type, value, case_sensitive: !anyCase };
}

/** Why a draft cannot be sent; null when it can. */
export function draftProblem({ type, value }: ExpectationDraft): string | null {
  if (value === "") return "Must not be empty";
  if (isLength(type) && !/^\d{1,7}$/.test(value.trim())) return "Must be a whole number";
  if (type !== "regex") return null;
  try {
    new RegExp(value, "u");
    return null;
  } catch {
    return "Is not a regular expression";
  }
}
