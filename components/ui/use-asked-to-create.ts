"use client";
import { useEffect, useRef } from "react";
import { z } from "zod";
import { useAddress } from "./use-address";

const asking = { create: z.literal("1") };

/**
 * Calls `open` where the address asks for a page's form (`?create=1`), as links from elsewhere do. The address forgets it
 * at once, so that a reload doesn't open it again.
 */
export function useAskedToCreate(open: () => void): void {
  const { values, set } = useAddress(asking);
  const opening = useRef(open);
  useEffect(() => {
    opening.current = open;
  });
  useEffect(() => {
    if (!values.create) return;
    opening.current();
    set({ create: undefined });
  }, [values.create, set]);
}
