"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { RowDensity } from "./row-density";

type Density = { density: RowDensity; setDensity: (density: RowDensity) => void };

const Context = createContext<Density>({ density: "compact", setDensity: () => undefined });

/** One density for the lists of all pages, at first as it was remembered. */
export function RowDensityProvider({ remembered, children }: { remembered: RowDensity; children: ReactNode }) {
  const [density, setDensity] = useState(remembered);
  return <Context value={{ density, setDensity }}>{children}</Context>;
}

export function useRowDensity(): Density {
  return useContext(Context);
}
