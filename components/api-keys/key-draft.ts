import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { type ApiKey, NewApiKey } from "@/lib/features/api-keys/contract";
import type { KeyProduct } from "./key-product";
import { grantedScopes, type ScopePreset } from "./scope-choice";

/** The longest life of a key, days (the contract's own bound). */
export const maximumKeyDays = 3650;

/** The form of a new key as its reader filled it in. */
export type KeyDraft = {
  name: string;
  productId: ApiKey["product"];
  environment: ApiKey["environment"];
  preset: ScopePreset;
  /** Scope ids chosen under `custom`. */
  chosen: readonly string[];
  expiry: ExpiryChoice;
  /** One address or range a line. */
  ipAllowlist: string;
  /** Requests a minute, as typed. */
  rateLimit: string;
};

/** A new form: the least that can be asked for. */
export function emptyDraft(product: KeyProduct): KeyDraft {
  return {
    name: "",
    productId: product.id,
    environment: product.environments.includes("development") ? "development" : "production",
    preset: "read",
    chosen: [],
    expiry: defaultExpiry,
    ipAllowlist: "",
    rateLimit: "",
  };
}

/** Moves the form to another product: its scopes are others, and it may lack the environment. */
export function withProduct(draft: KeyDraft, product: KeyProduct): KeyDraft {
  const [first = "production"] = product.environments;
  const environment = product.environments.includes(draft.environment) ? draft.environment : first;
  return { ...draft, productId: product.id, environment, chosen: [] };
}

export type DraftField = "name" | "scopes" | "expires_in_days" | "ip_allowlist" | "rate_limit";
export type DraftProblems = Partial<Record<DraftField | "form", string>>;
type Checked = { body: NewApiKey; problems?: undefined } | { body?: undefined; problems: DraftProblems };

/** The fields in the order of the form: the first with a problem gets the focus. */
export const draftFields: readonly DraftField[] = ["name", "scopes", "expires_in_days", "ip_allowlist", "rate_limit"];

/** The request that a form stands for, or what is wrong with which field, by the contract's own rules. */
export function checkDraft(draft: KeyDraft, product: KeyProduct, nowMs: number): Checked {
  const ranges = addressLines(draft.ipAllowlist);
  const expiry = expiryDays(draft.expiry, nowMs, maximumKeyDays);
  const scopes = grantedScopes(product.scopes, draft.preset, draft.chosen).map((scope) => scope.id);
  const parsed = NewApiKey.safeParse({
    name: draft.name,
    product: product.id,
    ...(product.scopes.length > 0 ? { scopes } : {}),
    environment: draft.environment,
    ...(expiry.days ? { expires_in_days: expiry.days } : {}),
    ...(ranges.length > 0 ? { ip_allowlist: ranges } : {}),
    ...(draft.rateLimit.trim() ? { rate_limit: Number(draft.rateLimit) } : {}),
  });
  const problems: DraftProblems = parsed.success
    ? {}
    : problemsByField(
        parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
        ranges,
        draftWords,
      );
  if (expiry.problem) problems.expires_in_days = expiry.problem;
  return parsed.success && Object.keys(problems).length === 0 ? { body: parsed.data } : { problems };
}

/** The addresses and ranges in a field that takes one a line. */
export function addressLines(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** Plainer than the contract's, which speak to programs. */
export const draftWords: DraftProblems = {
  name: "Give the key a name of 1 to 100 characters",
  scopes: "Choose at least one scope",
  rate_limit: "Use a whole number from 1 to 1,000,000",
};

/** The first problem of each field; `path` is the request's, such as `ip_allowlist.0`. Fields without words of the form's own keep the message. */
export function problemsByField(
  problems: readonly { path: string; message: string }[],
  ranges: readonly string[] = [],
  words: DraftProblems = {},
): DraftProblems {
  const byField: DraftProblems = {};
  for (const { path, message } of problems) {
    const [head = "", index] = path.split(".");
    const field = draftFields.find((candidate) => candidate === head) ?? "form";
    const range = field === "ip_allowlist" && index !== undefined ? ranges[Number(index)] : undefined;
    byField[field] ??= range ? `“${range}” ${message}` : (words[field] ?? message);
  }
  return byField;
}
