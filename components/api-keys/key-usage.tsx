"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { Skeleton } from "@/components/ui/skeleton";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { DailyBars } from "./daily-bars";

const days = 30;
const refreshMs = 60_000;

/** Requests of one key by day; what could not be loaded is said, never shown as zero. */
export function KeyUsage({ keyId }: { keyId: string }) {
  const usage = useQuery({
    queryKey: ["api-keys", "usage", keyId],
    queryFn: ({ signal }) => call(dashboardApiKeyContracts.usage, { query: { keyId, days } }, { signal }),
    refetchInterval: refreshMs,
  });
  return (
    <Card
      title={`Usage, last ${days} days`}
      actions={
        <Link href={`/dashboard/usage?key=${keyId}`} className={buttonClass({ variant: "ghost", size: "sm" })}>
          Open in Usage
        </Link>
      }
    >
      {usage.isPending && <Skeleton className="h-44 w-full" />}
      {usage.isError && !usage.data && (
        <ErrorState
          compact
          title="Usage unavailable"
          body={failureText(usage.error)}
          onRetry={() => void usage.refetch()}
        />
      )}
      {usage.data && <DailyBars daily={usage.data.data.daily} />}
    </Card>
  );
}
