"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { Skeleton } from "@/components/ui/skeleton";
import { contractUrl } from "@/lib/http/contract-url";
import { emptyText } from "./empty-text";
import { RankedList } from "./ranked-list";
import { usageReportQuery } from "./usage-queries";

const shown = 5;

/** The credentials that made most requests in the last seven days. */
export function TopKeysCard() {
  const { data, isPending, isFetching, error, refetch } = useQuery(usageReportQuery({ range: "7d" }));
  return (
    <Card title="Top keys" description="Last 7 days">
      {data ? (
        <RankedList
          items={data.topCredentials
            .slice(0, shown)
            .map(({ credentialId, name, requests }) => ({ id: credentialId, name, requests }))}
          total={data.total}
          empty={emptyText(data.total, "in the last 7 days")}
          action={{
            href: (key) => contractUrl("/dashboard/usage", {}, { range: "7d", key }),
          }}
        />
      ) : isPending ? (
        <Skeleton className="h-40" />
      ) : (
        <ErrorState
          title="Top keys unavailable"
          body={failureText(error)}
          onRetry={() => void refetch()}
          retrying={isFetching}
          compact
        />
      )}
    </Card>
  );
}
