import type { Tone } from "@/components/ui/badge";
import type { Evaluation, Expectation } from "@/lib/features/evaluations/contract";

export type ExpectationType = Expectation["type"];

/** What can be expected of a text, in the order in which the form offers it. */
export const expectationLabels: Record<ExpectationType, string> = {
  contains: "contains",
  not_contains: "does not contain",
  equals: "equals",
  starts_with: "starts with",
  ends_with: "ends with",
  regex: "matches the pattern",
  min_length: "has at least (characters)",
  max_length: "has at most (characters)",
};

export function isLength(type: ExpectationType): type is "min_length" | "max_length" {
  return type === "min_length" || type === "max_length";
}

/** An expectation in words. */
export function expectationText(expectation: Expectation): string {
  const { type, value } = expectation;
  if (isLength(type)) return `${type === "min_length" ? "has at least" : "has at most"} ${value} characters`;
  const anyCase = "case_sensitive" in expectation && !expectation.case_sensitive ? ", in any case" : "";
  return `${expectationLabels[type]} “${value}”${anyCase}`;
}

export const statusWords: Record<Evaluation["status"], { label: string; tone: Tone }> = {
  queued: { label: "Queued", tone: "neutral" },
  running: { label: "Running", tone: "accent" },
  succeeded: { label: "Done", tone: "success" },
  failed: { label: "Failed", tone: "danger" },
};

export function isUnfinished({ status }: Pick<Evaluation, "status">): boolean {
  return status === "queued" || status === "running";
}

/** The share of rows that passed, rounded down so that 100% means all of them. */
export function scoreText(score: number | null): string {
  return score === null ? "–" : `${Math.floor(score * 1_000) / 10}%`;
}
