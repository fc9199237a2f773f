import type { ShownBudget } from "./budget-calls";

type Of = Pick<ShownBudget, "of" | "subject" | "subject_label">;

/** Whom a budget is of, in a sentence's midst. */
export function whoseText({ of, subject, subject_label }: Of): string {
  if (of === "organization") return subject_label === null ? "the organization" : `“${subject_label}”`;
  if (subject === null) return `each ${of}`;
  return subject_label === null ? `a ${of} that is gone (${subject})` : `the ${of} “${subject_label}”`;
}

/** How long a budget's period is, in words. */
export function periodText({ per, rolling }: Pick<ShownBudget, "per" | "rolling">): string {
  if (per === "1mo") return "a month";
  const days = Number(per.slice(0, -1));
  if (rolling) return days === 1 ? "in the last day" : `in the last ${days} days`;
  return days === 1 ? "a day" : `each ${days} days`;
}
