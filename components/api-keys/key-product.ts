import { listApiKeysContract } from "@/lib/features/api-keys/contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";

/** A scope as the form offers it; `endpoints` are those that a key with it opens, `GET /v1/prompts`. */
export type KeyScope = {
  id: string;
  description: string;
  access: "read" | "write" | "admin";
  endpoints: readonly string[];
  /** The reader's role in the organization does not reach it: people grant at most what they have. */
  locked?: boolean;
};

/** A documented request for snippets; null where every key may make it. */
export type KeyExample = { method: string; path: string; scope: string | null; body?: object };

/**
 * What the pages have to know of a product that keys can be made for. It is put together from the catalogue on the
 * server.
 */
export type KeyProduct = {
  id: ApiKey["product"];
  label: string;
  description: string;
  environments: readonly ApiKey["environment"][];
  scopes: readonly KeyScope[];
  /** Named sets of scopes; `locked` where one of them is beyond the reader's role in the organization. */
  roles: readonly { id: string; label: string; description: string; locked: boolean }[];
  /** Requests a minute that the plan allows; null where unlimited. */
  perMinute: number | null;
  /** Requests to show off a key with, best first. */
  examples: readonly KeyExample[];
};

export const environmentLabels: Record<ApiKey["environment"], string> = {
  production: "Production",
  development: "Development",
};

/** The product of an identifier; the first where it is none that its reader can make keys of. */
export function productNamed(products: readonly [KeyProduct, ...KeyProduct[]], id: string): KeyProduct {
  return products.find((product) => product.id === id) ?? products[0];
}

/** The product of a key; a key may outlive its product in the catalogue. */
export function productLabel(products: readonly KeyProduct[], id: string): string {
  return products.find((product) => product.id === id)?.label ?? id;
}

/** What every key may do: list the keys that it could manage. */
const anyKeysExample: KeyExample = { method: "GET", path: listApiKeysContract.path, scope: null };

/** A documented request that proves that a key with these scopes works. */
export function exampleFor({ examples }: KeyProduct, scopes: readonly string[]): KeyExample {
  return examples.find(({ scope }) => scope === null || scopes.includes(scope)) ?? anyKeysExample;
}

/**
 * Who made a key, and with which credential, whose end ends it. Things that a key made, or a member left behind, are
 * the organization's.
 */
export function makerText({ createdBy, createdByKey, createdByToken }: ApiKey): string {
  const means = createdByKey ? `key “${createdByKey.name}”` : createdByToken && `token “${createdByToken.name}”`;
  if (!means) return createdBy?.name ?? "The organization";
  return `${createdBy ? `${createdBy.name}, with the` : "The"} ${means}`;
}
