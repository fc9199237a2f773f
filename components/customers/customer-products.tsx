"use client";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { Customer } from "@/lib/features/customers/contract";
import { limitsText, type ProductTerms, planLabel, productTerms } from "./customer-terms";

const productDialog = partOf(async () => (await import("./customer-product-dialog")).CustomerProductDialog);

/** What counts for a customer, product by product: a plan, limits of their own, or what the organization has. */
export function CustomerProducts({ customer }: { customer: Customer }) {
  /** As they were when it was opened: the page may read the customer again meanwhile. */
  const [edited, setEdited] = useState<{ customer: Customer; terms: ProductTerms } | null>(null);
  return (
    <Card
      title="Plans and limits"
      description="Where one is set, all their keys count on one counter of theirs; otherwise with the organization"
    >
      <ul className="-my-3 divide-y text-sm">
        {productTerms(customer).map((terms) => (
          <li key={terms.product} className="flex items-start justify-between gap-4 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {terms.label}
                {terms.plan && <Badge tone="accent">{planLabel(terms.plan)}</Badge>}
                {terms.limits && <Badge tone="warning">Own limits</Badge>}
              </p>
              <p className="text-muted">{terms.limits ? limitsText(terms.limits) : whatCounts(terms)}</p>
            </div>
            <Button size="sm" variant="ghost" className="-my-1.5" onClick={() => setEdited({ customer, terms })}>
              Edit
              <span className="sr-only"> {terms.label}</span>
            </Button>
          </li>
        ))}
      </ul>
      {edited && <OnDemand part={productDialog} {...edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}

function whatCounts({ plan }: ProductTerms): string {
  return plan ? "The plan's limits" : "With the organization";
}
