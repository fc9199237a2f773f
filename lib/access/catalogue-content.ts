import type {
  AnyLimits,
  Branding,
  PlanDefinition,
  ProductDefinition,
  RoleDefinition,
  ScopeDefinition,
} from "@/access.config";
import { onlyGiven } from "@/lib/platform/only-given";
import { readLogo } from "./brand-logo";
import type { CatalogueDocument, LimitsEntry, ProductEntry } from "./catalogue-document";
import { type CatalogueContent, compileCatalogue, isShippedProduct, shippedContent } from "./catalogue-snapshot";
import { shapeOf } from "./endpoint-template";
import { describedProblems } from "./openapi-scopes";
import { repeated } from "./repeated";
import { scopeProblems } from "./scope-problems";
import { namedWindowsOf } from "./window-entry";

/** Something in a document that does not hold together. */
export type DocumentProblem = { path: string; message: string };

/** Plans that the product's own rules name: where everybody begins, what opens more endpoints, what takes limits of its own. */
const neededPlans = ["free", "pro", "enterprise"];
/** Beginnings of what this product issues itself. */
const reservedPrefixes = ["lk_", "hp_pat_", "rt_", "whsec_", "tok_", "key_"];
const usualKeyLength = 32;

/** The shipped catalogue with what a document says of it. */
export function contentWith(document: CatalogueDocument): CatalogueContent {
  const said = new Map(Object.entries(document.products ?? {}));
  const shipped = Object.entries(shippedContent.products).map(([id, product]) => {
    const entry = said.get(id);
    said.delete(id);
    return [id, entry ? overridden(product, entry) : product] as const;
  });
  const own = [...said].map(([id, entry]) => [id, ownProduct(id, entry)] as const);
  return {
    plans: document.plans?.map(planOfEntry) ?? shippedContent.plans,
    products: Object.fromEntries([...shipped, ...own]),
    branding: brandingOf(document.branding),
  };
}

function brandingOf({ mail_from: mailFrom, ...said }: NonNullable<CatalogueDocument["branding"]> = {}): Branding {
  return { ...shippedContent.branding, ...onlyGiven(said), ...onlyGiven({ mailFrom }) };
}

type PlanEntry = NonNullable<CatalogueDocument["plans"]>[number];

function planOfEntry({ id, label, summary = "", price, tokens_per_user = 0 }: PlanEntry): PlanDefinition {
  return { id, label, summary, tokensPerUser: tokens_per_user, ...(price ? { price } : {}) };
}

function overridden(product: ProductDefinition, entry: ProductEntry): ProductDefinition {
  const { label = product.label, description = product.description, hidden, limits, roles } = entry;
  const { limits_by_credential: byCredential } = entry;
  return {
    ...product,
    label,
    description,
    ...(hidden === undefined ? {} : { hidden }),
    ...(limits ? { limits: limitsOfEntry(limits) } : {}),
    ...(byCredential ? { limitsByCredential: limitsByKind(byCredential) } : {}),
    ...(roles ? { roles: roles.map(roleOfEntry) } : {}),
  };
}

function ownProduct(
  id: string,
  {
    label = id,
    description = "",
    hidden,
    keys,
    scopes = [],
    limits = {},
    limits_by_credential: byCredential,
    roles,
    keys_in: keysIn,
    endpoints,
    openapi,
  }: ProductEntry,
) {
  return {
    label,
    description,
    basePaths: [],
    counts: "organization",
    headline: "minute",
    limits: limitsOfEntry(limits),
    scopes: scopes.map(({ id: scope, description: meaning, access = "read", minimum_role: minimumRole }) => ({
      ...scopeIdOf(scope),
      description: meaning,
      access,
      ...(minimumRole ? { minimumRole } : {}),
    })),
    ...(hidden === undefined ? {} : { hidden }),
    ...(byCredential ? { limitsByCredential: limitsByKind(byCredential) } : {}),
    ...(roles ? { roles: roles.map(roleOfEntry) } : {}),
    ...(keysIn ? { keysIn } : {}),
    ...(endpoints ? { endpoints } : {}),
    ...(openapi ? { openapi } : {}),
    ...(keys ? { keys: { ...prefixesOf(keys), randomLength: keys.length ?? usualKeyLength } } : {}),
  } satisfies ProductDefinition;
}

/** A scope whose last part is a resource is kept as that of all of them. */
function scopeIdOf(written: string): Pick<ScopeDefinition, "id" | "resource"> {
  const resource = /:\{([a-z0-9_]+)\}$/.exec(written)?.[1];
  return resource === undefined ? { id: written } : { id: written.replace(/\{.*$/, "*"), resource };
}

function roleOfEntry({ id, label = id, description = "", scopes }: NonNullable<ProductEntry["roles"]>[number]) {
  return { id, label, description, scopes } satisfies RoleDefinition;
}

function prefixesOf({ production, development }: NonNullable<ProductEntry["keys"]>) {
  return { production, ...(development ? { development } : {}) };
}

function limitsOfEntry(limits: NonNullable<ProductEntry["limits"]>): Record<string, AnyLimits> {
  return Object.fromEntries(Object.entries(limits).map(([plan, entry]) => [plan, planLimitsOf(entry)]));
}

function limitsByKind(kinds: NonNullable<ProductEntry["limits_by_credential"]>) {
  return Object.fromEntries(Object.entries(kinds).map(([kind, limits]) => [kind, limitsOfEntry(limits)]));
}

/** Limits of one plan, product or customer as the limiter reads them. */
export function planLimitsOf(entry: LimitsEntry): AnyLimits {
  const { per_minute: perMinute, burst, per_day: perDay, per_month: perMonth } = entry;
  const windows = namedWindowsOf(entry.windows ?? []);
  const atOnce = onlyGiven({ concurrency: entry.concurrency });
  // The form says that there are windows then, or concurrency.
  if (perMinute === undefined || burst === undefined) return { windows, ...atOnce };
  return {
    perMinute,
    burst,
    ...(perDay ? { perDay } : {}),
    ...(perMonth ? { perMonth } : {}),
    ...atOnce,
    ...(windows.length > 0 ? { windows } : {}),
  };
}

/** What of a document does not hold together, in itself or with what is shipped; none where it can be applied. */
export function problemsOf(document: CatalogueDocument): DocumentProblem[] {
  return [...planProblems(document), ...productProblems(document), ...clashes(document), ...brandProblems(document)];
}

function brandProblems({ branding }: CatalogueDocument): DocumentProblem[] {
  if (!branding?.logo || readLogo(branding.logo)) return [];
  return [
    {
      path: "branding.logo",
      message: "must be a PNG, or an SVG that neither runs nor loads anything, of at most 32 KB",
    },
  ];
}

function planProblems({ plans }: CatalogueDocument): DocumentProblem[] {
  if (!plans) return [];
  const ids = plans.map(({ id }) => id);
  const missing = neededPlans.filter((id) => !ids.includes(id));
  return [
    ...repeated(ids).map((id) => ({ path: "plans", message: `names ${id} twice` })),
    ...missing.map((id) => ({ path: "plans", message: `must name ${id}, which the product's own rules speak of` })),
    ...(ids[0] === "free" ? [] : [{ path: "plans", message: "must begin with free, where every organization begins" }]),
  ];
}

function productProblems(document: CatalogueDocument): DocumentProblem[] {
  const plans = (document.plans ?? shippedContent.plans).map(({ id }) => id);
  return Object.entries(document.products ?? {}).flatMap(([id, entry]) => {
    const path = `products.${id}`;
    const isShipped = isShippedProduct(id);
    const limited = Object.keys(entry.limits ?? {});
    const problems: DocumentProblem[] = [];
    const say = (member: string, message: string) => problems.push({ path: `${path}.${member}`, message });
    if (id in {}) problems.push({ path, message: "cannot be the name of a product" });
    if (isShipped && entry.keys) say("keys", "are fixed for a product that is shipped");
    if (isShipped && entry.scopes) say("scopes", "are fixed for a product that is shipped");
    if (isShipped && entry.keys_in) say("keys_in", "is fixed for a product that is shipped");
    if (isShipped && entry.endpoints) say("endpoints", "are fixed for a product that is shipped");
    if (isShipped && entry.openapi) say("openapi", "is for a product of your own");
    if (!isShipped && !entry.label) say("label", "is required for a product of your own");
    if (entry.keys && !entry.scopes?.length) say("scopes", "must name what keys of the product open");
    for (const plan of limited) if (!plans.includes(plan)) say(`limits.${plan}`, "there is no such plan");
    for (const [kind, named] of Object.entries(entry.limits_by_credential ?? {}))
      for (const plan of Object.keys(named))
        if (!plans.includes(plan)) say(`limits_by_credential.${kind}.${plan}`, "there is no such plan");
    // Without them the cheapest plan would be the one without limits.
    if (limited.length > 0 && !limited.includes("free")) say("limits", "must begin with those of free");
    if (isShipped && shippedContent.products[id]?.counts !== "organization" && saysConcurrency(entry))
      say("limits", "have no concurrency where requests are not counted by organization: nothing would hold it");
    for (const problem of endpointProblems(entry)) say("endpoints", problem);
    if (entry.openapi) for (const { at, message } of describedProblems(entry)) say(at, message);
    return problems;
  });
}

function saysConcurrency({ limits = {}, limits_by_credential: byCredential = {} }: ProductEntry): boolean {
  return [limits, ...Object.values(byCredential)].some((byPlan) =>
    Object.values(byPlan).some(({ concurrency }) => concurrency !== undefined),
  );
}

function endpointProblems({ endpoints = [], scopes = [] }: ProductEntry): string[] {
  const known = scopes.flatMap((one) => [one.id, one.id.replace(/:\{.*$/, "")]);
  const foreign = endpoints.flatMap(({ id, scope }) => {
    const isOwn = scope === undefined || known.includes(scope);
    return isOwn ? [] : [`${id}: the product has no scope ${scope}`];
  });
  return [
    ...repeated(endpoints.map(({ id }) => id)).map((id) => `names ${id} twice`),
    ...repeated(endpoints.map(shapeOf)).map((shape) => `names ${shape} twice`),
    ...foreign,
  ];
}

/** Scopes and prefixes belong to one product each; no prefix may begin like another. */
function clashes(document: CatalogueDocument): DocumentProblem[] {
  const catalogue = compileCatalogue(contentWith(document), 0);
  const { formats } = catalogue;
  const own = formats.filter(({ product }) => product !== null && !isShippedProduct(product));
  return [
    ...scopeProblems(catalogue),
    ...own.flatMap((format) => {
      const { prefix, product, environment } = format;
      const path = `products.${product}.keys.${environment}`;
      const others = formats.filter((other) => other !== format).map((other) => other.prefix);
      const clash = [...others, ...reservedPrefixes].find(
        (other) => other.startsWith(prefix) || prefix.startsWith(other),
      );
      return clash === undefined ? [] : [{ path, message: `cannot be told from keys that begin with ${clash}` }];
    }),
  ];
}
