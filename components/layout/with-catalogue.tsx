import type { ReactNode } from "react";
import { contentOf, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { HeldCatalogue } from "./held-catalogue";

/** Pages whose parts in the browser name products, scopes or plans. What is shipped is there already. */
export function WithCatalogue({ children }: { children: ReactNode }) {
  const catalogue = currentCatalogue();
  if (catalogue.revision === 0) return children;
  return (
    <HeldCatalogue revision={catalogue.revision} content={contentOf(catalogue)}>
      {children}
    </HeldCatalogue>
  );
}
