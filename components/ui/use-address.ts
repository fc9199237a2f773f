"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/**
 * What a page keeps in its address: values by name, absent ones empty. Changing them uses the History API, which Next
 * follows: lists are asked for anew, the page is not.
 */
export function useAddress<Name extends string>(names: readonly Name[]) {
  const search = useSearchParams();
  const pathname = usePathname();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ""])) as Record<Name, string>;
  const set = useCallback(
    (change: Partial<Record<Name, string>>) => {
      const query = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value) query.set(name, String(value));
        else query.delete(name);
      }
      window.history.replaceState(null, "", query.size > 0 ? `${pathname}?${query}` : pathname);
    },
    [pathname],
  );
  return [values, set] as const;
}
