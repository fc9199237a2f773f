"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { startTransition, useOptimistic } from "react";
import { Card } from "@/components/ui/card";
import { emptyText } from "./empty-text";
import { QuotaList } from "./quota-list";
import { RankedList } from "./ranked-list";
import { RequestsCard } from "./requests-card";
import { changedUsageFilter, readUsageFilter, type UsageChange, usageQueryOf, usageSearch } from "./usage-filter";
import { type CredentialOption, UsageFilters } from "./usage-filters";
import { usageReportQuery } from "./usage-queries";

/** The usage page below its title. `credentials` are the keys and tokens that can be filtered by. */
export function UsageView({ credentials }: { credentials: readonly CredentialOption[] }) {
  const search = useSearchParams();
  const path = usePathname();
  // The router hands the new address back a moment later; until then a control must show what was just chosen.
  const [filter, showFilter] = useOptimistic(readUsageFilter(search));
  const report = useQuery(usageReportQuery(usageQueryOf(filter)));
  const { data } = report;

  const change = (changes: UsageChange) => {
    const next = changedUsageFilter(usageSearch(filter), changes);
    startTransition(() => {
      showFilter(next);
      // The address changes without a round trip: the data has its own.
      window.history.replaceState(null, "", path + usageSearch(next));
    });
  };

  const named = [
    ...credentials,
    ...(data?.topCredentials ?? []).map(({ credentialId, name }) => ({ id: credentialId, name })),
  ];
  const chosen = named.find(({ id }) => id === filter.credentialId);
  const options =
    filter.credentialId && !credentials.some(({ id }) => id === filter.credentialId)
      ? [...credentials, { id: filter.credentialId, name: chosen?.name ?? filter.credentialId }]
      : credentials;

  return (
    <>
      <UsageFilters filter={filter} credentials={options} onChange={change} />
      <div className="grid gap-6">
        <RequestsCard report={report} filter={filter} credentialName={chosen?.name ?? null} onChange={change} />
        {data && (
          <div className="grid gap-6 lg:grid-cols-2">
            <Card title="Top keys and tokens" description="Choose one to see it alone">
              <RankedList
                items={data.topCredentials.map(({ credentialId, name, requests }) => ({
                  id: credentialId,
                  name,
                  requests,
                }))}
                total={data.total}
                empty={emptyText(data.total, "in this range")}
                action={{ select: (key) => change({ key }) }}
              />
            </Card>
            <Card title="Top endpoints" description="By number of requests">
              <RankedList
                mono
                items={data.topEndpoints.map(({ endpoint, requests }) => ({ id: endpoint, name: endpoint, requests }))}
                total={data.total}
                empty="No requests in this range"
              />
            </Card>
          </div>
        )}
        <Card title="Limits" description="Counted for the whole organization: more keys share the same limits">
          <QuotaList />
        </Card>
      </div>
    </>
  );
}
