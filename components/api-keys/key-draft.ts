import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { about, type FormProblems, type FormWords } from "@/components/ui/form-problems";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import type { KeyProduct } from "./key-product";
import { grantedScopes, type ScopePreset } from "./scope-choice";

/** The longest life of a key, days (the contract's own bound). */
export const maximumKeyDays = 3650;

/** What bounds a key's use, as typed: one address or range a line, and requests a minute. */
export type KeyBounds = { ip_allowlist: string; rate_limit: string };

/** Scope ids in `chosen` count under `custom`. */
export type ScopeChoice = { preset: ScopePreset; chosen: readonly string[] };

/** The form of a new key as its reader filled it in, by the names of the request. */
export type KeyDraft = KeyBounds & {
  name: string;
  product: ApiKey["product"];
  environment: ApiKey["environment"];
  scopes: ScopeChoice;
  roles: readonly string[];
  expires_in_days: ExpiryChoice;
  /** What the organization calls the customer whose key it is; empty: nobody's. */
  external_id: string;
};

/** A new form: the least that can be asked for. */
export function emptyDraft(product: KeyProduct): KeyDraft {
  return {
    name: "",
    product: product.id,
    environment: product.environments.includes("development") ? "development" : "production",
    scopes: { preset: "read", chosen: [] },
    roles: [],
    expires_in_days: defaultExpiry,
    ip_allowlist: "",
    rate_limit: "",
    external_id: "",
  };
}

/** What of the form changes with the product: its scopes are others, and it may lack the environment. */
export function forProduct(
  { environment, scopes }: KeyDraft,
  product: KeyProduct,
): Pick<KeyDraft, "environment" | "scopes" | "roles"> {
  const [first = "production"] = product.environments;
  return {
    environment: product.environments.includes(environment) ? environment : first,
    scopes: { ...scopes, chosen: [] },
    roles: [],
  };
}

/** The request that a form stands for. */
export function keyBodyOf(draft: KeyDraft, product: KeyProduct, nowMs = Date.now()): object {
  const ranges = addressLines(draft.ip_allowlist);
  const { days } = expiryDays(draft.expires_in_days, nowMs, maximumKeyDays);
  const { preset, chosen } = draft.scopes;
  const scopes = grantedScopes(product.scopes, preset, chosen).map(({ id }) => id);
  const { roles } = draft;
  const externalId = draft.external_id.trim();
  return {
    name: draft.name,
    product: product.id,
    // With a role there need be none beside it.
    ...(product.scopes.length > 0 && (scopes.length > 0 || roles.length === 0) ? { scopes } : {}),
    ...(roles.length > 0 ? { roles } : {}),
    environment: draft.environment,
    // A key without scopes stands for its maker, and is no customer's.
    ...(externalId && product.scopes.length > 0 ? { external_id: externalId } : {}),
    ...(days ? { expires_in_days: days } : {}),
    ...(ranges.length > 0 ? { ip_allowlist: ranges } : {}),
    ...(draft.rate_limit.trim() ? { rate_limit: Number(draft.rate_limit) } : {}),
  };
}

/** What is wrong with the date; null means that the end is not chosen here. */
export function keyExpiryProblems(expiry: ExpiryChoice | null, nowMs = Date.now()): FormProblems {
  const problem = expiry && expiryDays(expiry, nowMs, maximumKeyDays).problem;
  return problem ? { expires_in_days: problem } : {};
}

/** The addresses and ranges in a field that takes one a line. */
export function addressLines(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** Plainer than the contract's, which speak to programs. */
export const keyWords: FormWords = {
  name: about("The name"),
  scopes: "Choose at least one scope",
  external_id: about("This"),
  rate_limit: "Use a whole number from 1 to 1,000,000",
  tags: about("A tag"),
};
