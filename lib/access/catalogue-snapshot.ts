import {
  type AnyLimits,
  type Branding,
  type PlanDefinition,
  type ProductDefinition,
  personalAccessTokenFormat,
  plans,
  products,
} from "@/access.config";
import type { Environment, Role } from "@/lib/generated/prisma/enums";
import { createLimitTable, type FoundLimits } from "./limit-table";

/** Plans, cheapest first, and products in the order in which pages list them. */
export type CatalogueContent = {
  plans: readonly PlanDefinition[];
  products: Readonly<Record<string, ProductDefinition>>;
  branding: Branding;
};

/** A credential's text form: a prefix, then base62 characters of which the last six are a checksum. */
export type CredentialFormat = {
  prefix: string;
  randomLength: number;
  kind: "pat" | "api-key";
  product: string | null;
  environment: Environment;
};

/** One state of the catalogue, ready for the hot path. It never changes: another state is another object. */
export type Catalogue = {
  /** 0 is what is shipped. */
  revision: number;
  plans: ReadonlyMap<string, PlanDefinition>;
  planIds: readonly string[];
  products: ReadonlyMap<string, ProductDefinition>;
  productIds: readonly string[];
  scopeIds: readonly string[];
  /** Who owns a scope, and the least role that may use or grant it. */
  scopes: ReadonlyMap<string, { product: string; minimumRole: Role }>;
  /** What scopes of single resources begin with (`images:read`), and the scope of all of them (`images:read:*`). */
  resources: ReadonlyMap<string, string>;
  /** The scopes of each role, by how keys hold it. */
  roles: ReadonlyMap<string, readonly string[]>;
  formats: readonly CredentialFormat[];
  branding: Branding;
  findLimits(product: string, plan: string, kind?: string): FoundLimits;
};

/** The format of personal access tokens. */
export const patFormat: CredentialFormat = {
  ...personalAccessTokenFormat,
  kind: "pat",
  product: null,
  environment: "production",
};

/** What this version ships. */
export const shippedContent: CatalogueContent = { plans, products, branding: { name: "Latchkey" } };

/** Whether a product is shipped, whatever an operator says of it. */
export function isShippedProduct(id: string): boolean {
  return Object.hasOwn(shippedContent.products, id);
}

/** Makes of a content what the hot path reads. */
export function compileCatalogue(content: CatalogueContent, revision: number): Catalogue {
  const entries = Object.entries(content.products);
  const planIds = content.plans.map(({ id }) => id);
  const scopes = new Map(
    entries.flatMap(([product, definition]) =>
      definition.scopes.map(({ id, minimumRole = "member" }) => [id, { product, minimumRole }] as const),
    ),
  );
  const resources = new Map(
    [...scopes.keys()].filter((id) => id.endsWith(":*")).map((id) => [id.slice(0, -":*".length), id] as const),
  );
  const roles = new Map(
    entries.flatMap(([product, definition]) =>
      (definition.roles ?? []).map(({ id, scopes: named }) => [`role:${product}:${id}`, named] as const),
    ),
  );
  const tables = new Map(entries.map(([id, product]) => [id, createLimitTable(product, planIds)]));
  return Object.freeze({
    revision,
    plans: new Map(content.plans.map((plan) => [plan.id, plan])),
    planIds,
    products: new Map(entries),
    productIds: entries.map(([id]) => id),
    scopeIds: [...scopes.keys()],
    scopes,
    resources,
    roles,
    formats: [patFormat, ...entries.flatMap(([id, { keys }]) => (keys ? formatsOf(id, keys) : []))],
    branding: content.branding,
    findLimits: (product: string, plan: string, kind?: string) =>
      tables.get(product)?.(plan, kind) ?? { limits: null satisfies AnyLimits | null, apart: false },
  });
}

function formatsOf(product: string, keys: NonNullable<ProductDefinition["keys"]>): CredentialFormat[] {
  const format = { randomLength: keys.randomLength, kind: "api-key" as const, product };
  return [
    { ...format, prefix: keys.production, environment: "production" },
    ...(keys.development ? [{ ...format, prefix: keys.development, environment: "development" as const }] : []),
  ];
}

/** What a state was made of, as far as pages name it. */
export function contentOf({ plans: compiled, products: named, branding: brand }: Catalogue): CatalogueContent {
  const products = [...named].map(
    ([id, { endpoints: _many, keysIn: _places, openapi: _long, ...product }]) => [id, product] as const,
  );
  // The image has an address of its own, and who sends mail is nobody's business.
  const { mailFrom: _sender, logo, ...told } = brand;
  const branding = { ...told, ...(logo ? { logo: "served" } : {}) };
  return { plans: [...compiled.values()], products: Object.fromEntries(products), branding };
}

type Holder = { current: Catalogue };

/** Every bundle has its own copy of this module; all of them share the one holder of the process, or of the browser's page. */
const holder: Holder = sharedHolder();

function sharedHolder(): Holder {
  const slot = Symbol.for("latchkey.catalogue");
  const shared = globalThis as typeof globalThis & { [key: symbol]: Holder | undefined };
  const held = shared[slot] ?? { current: compileCatalogue(shippedContent, 0) };
  shared[slot] = held;
  return held;
}

/** The state of the catalogue that counts now. */
export function currentCatalogue(): Catalogue {
  return holder.current;
}

/** Puts another state in its place, for everything that asks from now on. */
export function replaceCatalogue(catalogue: Catalogue): void {
  holder.current = catalogue;
}
