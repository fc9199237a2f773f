"use client";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { Skeleton } from "@/components/ui/skeleton";
import { portalUsageContract } from "@/lib/features/api-keys/portal-contract";
import { call } from "@/lib/http/call";
import { DailyBars } from "./daily-bars";

const days = 30;
const refreshMs = 60_000;

/** Requests of all keys of the customer by day; what could not be loaded is said, never shown as zero. */
export function PortalUsageCard() {
  const usage = useQuery({
    queryKey: ["portal-usage", days],
    queryFn: async ({ signal }) => (await call(portalUsageContract, { query: { days } }, { signal })).data,
    refetchInterval: refreshMs,
  });
  return (
    <Card title={`Usage, last ${days} days`} description="Requests of all your keys, ended ones included">
      {usage.isPending && <Skeleton className="h-44 w-full" />}
      {usage.isError && !usage.data && (
        <ErrorState
          compact
          title="Usage unavailable"
          body={failureText(usage.error)}
          onRetry={() => void usage.refetch()}
        />
      )}
      {usage.data && <DailyBars daily={usage.data.daily} />}
    </Card>
  );
}
