"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { useAddress } from "@/components/ui/use-address";
import { emptyText } from "./empty-text";
import { QuotaList } from "./quota-list";
import { RankedList } from "./ranked-list";
import { RequestsCard } from "./requests-card";
import { usageFilters, usageQueryOf } from "./usage-filter";
import { UsageFilters } from "./usage-filters";
import { usageReportQuery } from "./usage-queries";
import { useSeesOwnOnly } from "./use-sees-own-only";

/** The usage page below its title; `byCustomer` where the organization has customers that its reader may tell apart, `budgets` below its limits. */
export function UsageView({ byCustomer, budgets }: { byCustomer: boolean; budgets: ReactNode }) {
  const address = useAddress(usageFilters);
  const report = useQuery(usageReportQuery(usageQueryOf(address.values), { live: address.values.live !== undefined }));
  const { data } = report;
  const ownOnly = useSeesOwnOnly();
  return (
    <>
      <UsageFilters address={address} byCustomer={byCustomer} />
      <div className="grid gap-6">
        <RequestsCard report={report} address={address} />
        {data && (
          <div className="grid gap-6 lg:grid-cols-2">
            <Card title="Top credentials" description={`${ownOnly ? "Your own. " : ""}Choose one to see it alone`}>
              <RankedList
                items={data.topCredentials.map(({ credentialId, name, requests }) => ({
                  id: credentialId,
                  name,
                  requests,
                }))}
                total={data.total}
                empty={emptyText(data.total, "in this range")}
                action={{ select: (key) => address.set({ key }) }}
              />
            </Card>
            <Card title="Top endpoints" description="Choose one to see it alone">
              <RankedList
                mono
                items={data.topEndpoints.map(({ endpoint, requests }) => ({ id: endpoint, name: endpoint, requests }))}
                total={data.total}
                empty="No requests in this range"
                action={{ select: (endpoint) => address.set({ endpoint }) }}
              />
            </Card>
          </div>
        )}
        <Card title="Limits" description="Counted for the whole organization: more keys share the same limits">
          <QuotaList />
          {budgets}
        </Card>
      </div>
    </>
  );
}
