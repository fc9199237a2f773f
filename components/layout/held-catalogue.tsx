"use client";
import { type ReactNode, useState } from "react";
import {
  type CatalogueContent,
  compileCatalogue,
  currentCatalogue,
  replaceCatalogue,
} from "@/lib/access/catalogue-snapshot";

type Props = { revision: number; content: CatalogueContent; children: ReactNode };

/** Gives the browser the catalogue that the server answers by, before anything below asks for it. */
export function HeldCatalogue({ revision, content, children }: Props) {
  useState(() => {
    // The server has its own, which is never older.
    if (typeof window === "undefined" || currentCatalogue().revision === revision) return;
    replaceCatalogue(compileCatalogue(content, revision));
  });
  return children;
}
