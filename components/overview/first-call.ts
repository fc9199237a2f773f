import { type ProductId, productOf } from "@/lib/access/catalogue";
import type { Method } from "@/lib/http/contract";

type Endpoint = { method: Method; path: string; product: string; audience?: string; scope?: string };

/** What a call is to be made with; a product alone stands for a key with all its scopes. */
type Caller = { product: ProductId; scopes?: readonly string[] };

/**
 * The simplest call of a product: its public GET without parameters that needs the first of the caller's scopes, in the
 * catalogue's order. It is the account's own where the product has none.
 */
export function firstCallPath(endpoints: readonly Endpoint[], { product, scopes }: Caller): string {
  const simple = endpoints.filter(
    ({ method, path, audience }) => method === "GET" && !path.includes("{") && (audience ?? "public") === "public",
  );
  const held = productOf(product).scopes.filter(({ id }) => scopes?.includes(id) ?? true);
  const found =
    held.flatMap(({ id }) => simple.filter(({ scope }) => scope === id))[0] ??
    simple.find((endpoint) => endpoint.product === "account");
  return found?.path ?? "/";
}
