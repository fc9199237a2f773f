import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { NewToken } from "@/lib/features/tokens/contract";

/** The longest life of a token, days (the contract's own bound). */
export const maximumTokenDays = 365;

/** The form of a new token as its reader filled it in. */
export type TokenDraft = { name: string; expiry: ExpiryChoice };
export type TokenProblems = Partial<Record<"name" | "expires_in_days" | "form", string>>;

export const emptyTokenDraft: TokenDraft = { name: "", expiry: defaultExpiry };

/** The request that a form stands for, or what is wrong with which field. */
export function checkTokenDraft(
  { name, expiry }: TokenDraft,
  nowMs: number,
): { body: NewToken; problems?: undefined } | { body?: undefined; problems: TokenProblems } {
  const { days, problem } = expiryDays(expiry, nowMs, maximumTokenDays);
  const parsed = NewToken.safeParse({ name, ...(days ? { expires_in_days: days } : {}) });
  // The contract would put 90 days where none are named: a form without an expiry has to say so instead.
  const late = problem ?? (days === null ? "A token must expire" : undefined);
  if (parsed.success && !late) return { body: parsed.data };
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { problems: { ...tokenProblems(problems), ...(late ? { expires_in_days: late } : {}) } };
}

/** The first problem of each field in the form's words. */
export function tokenProblems(problems: readonly { path: string; message: string }[]): TokenProblems {
  const byField: TokenProblems = {};
  for (const { path, message } of problems) {
    if (path === "name") byField.name ??= "Give the token a name of 1 to 100 characters";
    else if (path === "expires_in_days") byField.expires_in_days ??= message;
    else byField.form ??= message;
  }
  return byField;
}
