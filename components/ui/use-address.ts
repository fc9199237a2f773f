"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { startTransition, useCallback, useOptimistic } from "react";
import { type AddressOf, type AddressRules, readAddress } from "./address";

/** New values by parameter; an absent or empty one leaves the address. */
type Change<Rules extends AddressRules> = { readonly [Name in keyof Rules]?: string | undefined };

/** A page's state in its address. */
export type Address<Rules extends AddressRules> = {
  values: AddressOf<Rules>;
  /** With "new" the browser's Back leads to what was shown before. */
  set: (change: Change<Rules>, entry?: "new") => void;
  /** Takes all of it out of the address. */
  clear: () => void;
  /** Whether the address holds any of it. */
  isSet: boolean;
};

/**
 * What a page keeps in its address, read by `rules`, a constant. Changing it uses the History API, which Next follows:
 * data is asked for anew, the page is not.
 */
export function useAddress<Rules extends AddressRules>(rules: Rules): Address<Rules> {
  const search = useSearchParams();
  const path = usePathname();
  // The router hands the new address back a moment later; until then a control must show what was just chosen.
  const [values, show] = useOptimistic(readAddress(rules, search));
  const set = useCallback(
    (change: Change<Rules>, entry?: "new") => {
      const query = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value) query.set(name, value);
        else query.delete(name);
      }
      startTransition(() => {
        show(readAddress(rules, query));
        const step = entry === "new" ? "pushState" : "replaceState";
        window.history[step](null, "", query.size > 0 ? `${path}?${query}` : path);
      });
    },
    [rules, path, show],
  );
  const clear = () => set(Object.fromEntries(Object.keys(rules).map((name) => [name, undefined])) as Change<Rules>);
  return { values, set, clear, isSet: Object.keys(values).length > 0 };
}
