"use client";
import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { Skeleton } from "@/components/ui/skeleton";
import { utcDay } from "@/components/ui/utc-date";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { toneOf } from "./key-requests";

const days = 30;

/** Which errors a key got, how often, what they mean and what to do. */
export function KeyErrors({ keyId }: { keyId: string }) {
  const errors = useQuery({
    queryKey: ["api-keys", "errors", keyId],
    queryFn: ({ signal }) =>
      call(dashboardApiKeyContracts.errors, { params: { id: keyId }, query: { days } }, { signal }),
  });
  const { data, isPending, error } = errors;
  return (
    <Card title={`Errors, last ${days} days`}>
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && !data && (
        <ErrorState
          compact
          title="Errors unavailable"
          body={failureText(error)}
          onRetry={() => void errors.refetch()}
        />
      )}
      {data?.data.length === 0 && <EmptyState compact title="None" body="No request was refused or failed." />}
      {data && data.data.length > 0 && (
        <ul className="divide-y text-sm">
          {data.data.map(({ status, code, endpoint, requests, lastDay, meaning, remedy }) => (
            <li key={`${status} ${code} ${endpoint}`} className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
              <div className="flex flex-wrap items-center gap-2">
                <Badge tone={toneOf(status)}>{String(status)}</Badge>
                <span className="font-medium">{code ?? "Answered without a code"}</span>
                <span className="text-muted tabular-nums">
                  {requests.toLocaleString("en")} {requests === 1 ? "time" : "times"}, last on {utcDay(lastDay)} (UTC)
                </span>
              </div>
              <span className="font-mono text-xs break-all text-muted">{endpoint}</span>
              {meaning && (
                <p>
                  {meaning} <span className="text-muted">{remedy}</span>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
