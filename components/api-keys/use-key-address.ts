"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { filtersFrom, type KeyFilters, withFilters } from "./key-filters";

/**
 * The page's filters, kept in its address. Changing them uses the History API, which Next follows: the list is asked for
 * anew, the page is not.
 */
export function useKeyAddress() {
  const search = useSearchParams();
  const pathname = usePathname();
  const setFilters = useCallback(
    (filters: KeyFilters) => {
      const query = withFilters(new URLSearchParams(window.location.search), filters);
      window.history.replaceState(null, "", pathname + query);
    },
    [pathname],
  );
  /** Whether the address has a parameter, which it then loses. */
  const takeParameter = useCallback(
    (name: string): boolean => {
      const query = new URLSearchParams(window.location.search);
      if (!query.has(name)) return false;
      query.delete(name);
      window.history.replaceState(null, "", query.size > 0 ? `${pathname}?${query}` : pathname);
      return true;
    },
    [pathname],
  );
  return { filters: filtersFrom(new URLSearchParams(search)), setFilters, takeParameter };
}
