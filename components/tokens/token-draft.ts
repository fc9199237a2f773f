import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { about, type FormProblems } from "@/components/ui/form-problems";

/** The longest life of a token, days (the contract's own bound). */
export const maximumTokenDays = 365;

/** The form of a new token as its reader filled it in. */
export type TokenDraft = { name: string; expires_in_days: ExpiryChoice };

export const emptyTokenDraft: TokenDraft = { name: "", expires_in_days: defaultExpiry };

/** The body that a form stands for. */
export function tokenBodyOf({ name, expires_in_days }: TokenDraft, nowMs = Date.now()): object {
  const { days } = expiryDays(expires_in_days, nowMs, maximumTokenDays);
  return { name, ...(days ? { expires_in_days: days } : {}) };
}

/** The contract would put 90 days where none are named: a form without an expiry has to say so instead. */
export function tokenProblems({ expires_in_days }: TokenDraft, nowMs = Date.now()): FormProblems {
  const { days, problem } = expiryDays(expires_in_days, nowMs, maximumTokenDays);
  const late = problem ?? (days === null ? "A token must expire" : null);
  return late ? { expires_in_days: late } : {};
}

/** Plainer than the contract's words, which speak to programs. */
export const tokenWords = { name: about("The name") };
