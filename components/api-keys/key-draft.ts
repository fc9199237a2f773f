import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { about, type FormProblems, type FormWords } from "@/components/ui/form-problems";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { bodyOfExtras, extrasProblems, itemsIn, type KeyExtras, noExtras } from "./key-extras";
import type { KeyProduct } from "./key-product";
import { grantedScopes, type ScopePreset } from "./scope-choice";

/** The longest life of a key, days (the contract's own bound). */
export const maximumKeyDays = 3650;

/** Scope ids in `chosen` count under `custom`. */
export type ScopeChoice = { preset: ScopePreset; chosen: readonly string[] };

/** The form of a new key as its reader filled it in, by the names of the request. */
export type KeyDraft = KeyExtras & {
  name: string;
  /** The template that filled the form in; empty: none. What it filled in is sent, not its name. */
  template: string;
  product: ApiKey["product"];
  environment: ApiKey["environment"];
  scopes: ScopeChoice;
  roles: readonly string[];
  /** Scopes of a single resource each (`images:read:summer`), one a line; they count with chosen scopes. */
  resources: string;
  expires_in_days: ExpiryChoice;
  /** What the organization calls the customer whose key it is; empty: nobody's. */
  external_id: string;
};

/** A new form: the least that can be asked for, of development unless the product has none or production is asked for. */
export function emptyDraft({ id, environments }: KeyProduct, forProduction = false): KeyDraft {
  const [wanted, other] = forProduction
    ? (["production", "development"] as const)
    : (["development", "production"] as const);
  return {
    name: "",
    template: "",
    product: id,
    environment: environments.includes(wanted) ? wanted : other,
    scopes: { preset: "read", chosen: [] },
    roles: [],
    resources: "",
    expires_in_days: defaultExpiry,
    external_id: "",
    ...noExtras,
  };
}

/** What of the form changes with the product: its scopes are others, and it may lack the environment. */
export function forProduct(
  { environment, scopes }: KeyDraft,
  product: KeyProduct,
): Pick<KeyDraft, "environment" | "scopes" | "roles" | "resources"> {
  const [first = "production"] = product.environments;
  return {
    environment: product.environments.includes(environment) ? environment : first,
    scopes: { ...scopes, chosen: [] },
    roles: [],
    resources: "",
  };
}

/** Whether a product tells single resources apart in any of its scopes. */
export function hasResources({ scopes }: KeyProduct): boolean {
  return scopes.some(({ id }) => id.endsWith(":*"));
}

/** The request that a form stands for. */
export function keyBodyOf(draft: KeyDraft, product: KeyProduct, nowMs = Date.now()): object {
  const { days } = expiryDays(draft.expires_in_days, nowMs, maximumKeyDays);
  const { preset, chosen } = draft.scopes;
  const single = preset === "custom" && hasResources(product) ? itemsIn(draft.resources) : [];
  const scopes = [...grantedScopes(product.scopes, preset, chosen).map(({ id }) => id), ...single];
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
    // An exact end stands in place of the days.
    ...(days && draft.expires_at === "" ? { expires_in_days: days } : {}),
    ...bodyOfExtras(draft),
  };
}

/** What is wrong with the date; null means that the end is not chosen here. */
export function keyExpiryProblems(expiry: ExpiryChoice | null, nowMs = Date.now()): FormProblems {
  const problem = expiry && expiryDays(expiry, nowMs, maximumKeyDays).problem;
  return problem ? { expires_in_days: problem } : {};
}

/** What only the form of a key can tell is wrong. An exact end stands in place of the date. */
export function keyProblems(
  draft: KeyExtras & { expires_in_days: ExpiryChoice | null },
  nowMs = Date.now(),
): FormProblems {
  const expiry = draft.expires_at === "" ? draft.expires_in_days : null;
  return { ...keyExpiryProblems(expiry, nowMs), ...extrasProblems(draft) };
}

/** Plainer than the contract's, which speak to programs. */
export const keyWords: FormWords = {
  name: about("The name"),
  scopes: "Choose at least one scope",
  external_id: about("This"),
  rate_limit: "Use a whole number from 1 to 1,000,000, in digits alone",
  tags: about("The tags"),
  windows: about("The windows"),
  metadata: about("Metadata"),
  not_before: about("This"),
  expires_at: about("This"),
};
