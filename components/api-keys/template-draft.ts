import { defaultExpiry, type ExpiryChoice, expiryDateRange, expiryPresets } from "@/components/ui/expiry";
import type { KeyTemplate, TemplateSettings } from "@/lib/features/api-keys/template-contract";
import { emptyDraft, forProduct, type KeyDraft, keyBodyOf } from "./key-draft";
import { noExtras } from "./key-extras";
import { type KeyProduct, productNamed } from "./key-product";
import { windowLines } from "./window-lines";

type Products = readonly [KeyProduct, ...KeyProduct[]];

/** What a template fills in of the form of a new key; its name and whose it is stay as they were typed. */
export function filledFrom<D extends KeyDraft>(
  { settings: key }: Pick<KeyTemplate, "settings">,
  draft: D,
  products: Products,
  nowMs = Date.now(),
): D {
  const product = productNamed(products, key.product ?? draft.product);
  const moved = product.id === draft.product ? draft : { ...draft, product: product.id, ...forProduct(draft, product) };
  const known = new Set(product.scopes.map(({ id }) => id));
  const { scopes, roles } = key;
  return {
    ...moved,
    environment: key.environment ?? moved.environment,
    ...(scopes || roles
      ? {
          scopes: { preset: "custom" as const, chosen: (scopes ?? []).filter((id) => known.has(id)) },
          resources: (scopes ?? []).filter((id) => !known.has(id)).join("\n"),
          roles: roles ?? [],
        }
      : {}),
    ...(key.expires_in_days === undefined ? {} : { expires_in_days: choiceOf(key.expires_in_days, nowMs) }),
    ...extrasOf(key),
  };
}

/** The form of a template as it is. */
export function templateDraft(template: KeyTemplate, products: Products, nowMs = Date.now()): KeyDraft {
  const empty = { ...emptyDraft(products[0]), expires_in_days: { ...defaultExpiry, preset: "never" as const } };
  return { ...filledFrom(template, empty, products, nowMs), name: template.name };
}

/** The request that the form of a template stands for, as that of a key: its name is the template's. */
export function templateBodyOf(draft: KeyDraft, products: Products, nowMs = Date.now()): object {
  const said = { ...draft, external_id: "", not_before: "", expires_at: "" };
  return keyBodyOf(said, productNamed(products, draft.product), nowMs);
}

function extrasOf(key: TemplateSettings) {
  const { description = "", tags = [], metadata = {}, windows = [], rate_limit } = key;
  return {
    ...noExtras,
    description,
    tags: tags.join(" "),
    ip_allowlist: (key.ip_allowlist ?? []).join("\n"),
    allowed_origins: (key.allowed_origins ?? []).join("\n"),
    rate_limit: rate_limit === undefined ? "" : String(rate_limit),
    windows: windowLines(windows),
    metadata: Object.keys(metadata).length === 0 ? "" : JSON.stringify(metadata, null, 2),
  };
}

function choiceOf(days: number, nowMs: number): ExpiryChoice {
  const preset = expiryPresets.find((known) => known === String(days));
  return preset ? { preset, date: "" } : { preset: "custom", date: expiryDateRange(nowMs, days).max };
}
