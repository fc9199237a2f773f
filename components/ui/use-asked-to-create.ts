"use client";
import { useEffect, useRef } from "react";
import { z } from "zod";
import { useAddress } from "./use-address";

const asking = { create: z.enum(["1", "production"]) };

/**
 * Calls `open` where the address asks for a page's form (`?create=1`), as links from elsewhere do, with what it asks for
 * (`?create=production`: a key of that environment). The address forgets it at once, so that a reload doesn't open it again.
 */
export function useAskedToCreate(open: (asked: "1" | "production") => void): void {
  const { values, set } = useAddress(asking);
  const opening = useRef(open);
  useEffect(() => {
    opening.current = open;
  });
  useEffect(() => {
    if (!values.create) return;
    opening.current(values.create);
    set({ create: undefined });
  }, [values.create, set]);
}
