"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { startTransition, useCallback, useOptimistic } from "react";

/** Values of the address's parameters; absent means that one is not set. */
export type AddressFilters<Name extends string> = { readonly [K in Name]?: string };

/** A page's filters, kept in its address without a round trip to the server: the data asks for itself. */
export function useAddressFilters<Name extends string>(names: readonly Name[]) {
  const search = useSearchParams();
  const path = usePathname();
  const given = Object.fromEntries(names.flatMap((name) => pairOf(name, search.get(name)))) as AddressFilters<Name>;
  // The router hands the new address back a moment later; until then a control must show what was just chosen.
  const [filters, show] = useOptimistic(given);
  const setFilters = useCallback(
    (next: AddressFilters<Name>) => {
      const query = new URLSearchParams(window.location.search);
      for (const name of names) {
        const value = next[name];
        if (value) query.set(name, value);
        else query.delete(name);
      }
      startTransition(() => {
        show(next);
        window.history.replaceState(null, "", query.size > 0 ? `${path}?${query}` : path);
      });
    },
    [names, path, show],
  );
  return { filters, setFilters };
}

function pairOf(name: string, value: string | null): [string, string][] {
  // PostgreSQL has no text with a null character, so nothing could match.
  return value && !value.includes("\0") ? [[name, value]] : [];
}
