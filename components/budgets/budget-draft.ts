import type { FormProblems } from "@/components/ui/form-problems";
import { notInDigits, wholeNumberIn } from "@/components/ui/whole-number";
import { isProductId, productOf } from "@/lib/access/catalogue";
import type { ShownBudget } from "./budget-calls";

/** What can be changed of a budget, as forms hold it. */
export type BudgetSettingsDraft = { amount: string; hard: string; thresholds: string; mail_to: string };

/** A new budget as its form holds it; whose it is stays as it was made. */
export type BudgetDraft = BudgetSettingsDraft & {
  name: string;
  of: string;
  subject: string;
  product: string;
  environment: string;
  per: string;
};

export const periods = [
  { value: "1d", label: "UTC day" },
  { value: "1mo", label: "UTC month" },
  { value: "~7d", label: "Last 7 days" },
  { value: "~30d", label: "Last 30 days" },
];

/** Whether a product has test keys, which have budgets of their own. */
export function hasTestKeys(product: string): boolean {
  return isProductId(product) && productOf(product).keys?.development !== undefined;
}

/** What is sent of what can be changed. */
export function settingsOf({ amount, hard, thresholds, mail_to }: BudgetSettingsDraft) {
  return {
    amount: wholeNumberIn(amount),
    hard: hard === "hard",
    thresholds: wordsOf(thresholds).map((word) => Number(word.replace("%", ""))),
    mail_to: wordsOf(mail_to),
  };
}

/** What is sent for a new budget. */
export function newBudgetOf(draft: BudgetDraft) {
  const { name, of, subject, product, per } = draft;
  const environment = draft.environment === "development" && hasTestKeys(product) ? "development" : "production";
  const rolling = per.startsWith("~");
  const span = { per: rolling ? per.slice(1) : per, rolling };
  const whose = of === "organization" || subject.trim() === "" ? null : subject.trim();
  return { name, of, subject: whose, product, environment, ...span, ...settingsOf(draft) };
}

/** What is no number at all; the contract says which numbers are amounts. */
export function settingsProblems({ amount }: BudgetSettingsDraft): FormProblems {
  return Number.isNaN(wholeNumberIn(amount)) ? { amount: notInDigits } : {};
}

/** What a budget says, in its form. */
export function settingsDraftOf(budget: ShownBudget): BudgetSettingsDraft {
  const { amount, hard, thresholds } = budget;
  return {
    amount: String(amount),
    hard: hard ? "hard" : "soft",
    thresholds: thresholds.join(", "),
    mail_to: "mail_to" in budget ? budget.mail_to.join(", ") : "",
  };
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
