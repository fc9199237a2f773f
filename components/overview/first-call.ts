import type { Method } from "@/lib/http/contract";

type Endpoint = { method: Method; path: string; product: string; audience?: string };

/** The simplest call of a product: its first public GET that needs no parameter; the account's own where it has none. */
export function firstCallPath(endpoints: readonly Endpoint[], product: string): string {
  const simple = endpoints.filter(
    ({ method, path, audience }) => method === "GET" && !path.includes("{") && (audience ?? "public") === "public",
  );
  const found =
    simple.find((endpoint) => endpoint.product === product) ?? simple.find(({ product: p }) => p === "account");
  return found?.path ?? "/";
}
