"use client";
import { useEffect } from "react";

/**
 * Leads an address from before, which named an endpoint by a fragment, to the endpoint's own page. Without a script it
 * leads to the endpoint's line in the list.
 */
export function OldAnchors() {
  useEffect(() => {
    const page = document.getElementById(window.location.hash.slice(1))?.dataset.page;
    if (page !== undefined) window.location.replace(page);
  }, []);
  return null;
}
