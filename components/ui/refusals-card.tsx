"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "./badge";
import { Card } from "./card";
import { EmptyState } from "./empty-state";
import { MoreButton } from "./more-button";
import { Skeleton } from "./skeleton";
import { statusTone } from "./status-tone";
import { StaleNotice, UnreadState } from "./unread-state";
import { UtcDay } from "./utc-day";

const days = 30;
/** More than that would push all else on the page out of reach. */
const shownFirst = 8;

/** Refused requests of one kind, with what that means and what to do. */
type ShownRefusal = {
  status: number;
  code: string | null;
  endpoint: string;
  requests: number;
  lastDay: string;
  meaning: string | null;
  remedy: string | null;
};

/** Which errors a key or token got, how often, what they mean and what to do. */
export function RefusalsCard({
  queryKey,
  read,
}: {
  queryKey: readonly string[];
  /** `truncated`: there were more, which are not among them. */
  read: (
    query: { days: number },
    options: { signal: AbortSignal },
  ) => Promise<{ data: readonly ShownRefusal[]; truncated: boolean }>;
}) {
  const errors = useQuery({ queryKey, queryFn: ({ signal }) => read({ days }, { signal }) });
  const [isLong, setLong] = useState(false);
  const { data, isPending, error } = errors;
  const rows = data?.data ?? [];
  return (
    <Card title={`Errors, last ${days} days`}>
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && !data && <UnreadState compact what="Errors" query={errors} />}
      {error && data && <StaleNotice query={errors} />}
      {data?.data.length === 0 && <EmptyState compact title="None" body="No request was refused or failed." />}
      {rows.length > 0 && (
        <ul className="divide-y text-sm">
          {rows
            .slice(0, isLong ? undefined : shownFirst)
            .map(({ status, code, endpoint, requests, lastDay, meaning, remedy }) => (
              <li key={`${status} ${code} ${endpoint}`} className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
                <div className="flex flex-wrap items-center gap-2">
                  <Badge tone={statusTone(status)}>{String(status)}</Badge>
                  <span className="font-medium">{code ?? "Answered without a code"}</span>
                  <span className="text-muted tabular-nums">
                    {requests.toLocaleString("en")} {requests === 1 ? "time" : "times"}, last on <UtcDay at={lastDay} />
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
      <MoreButton rest={rows.length - shownFirst} isLong={isLong} setLong={setLong} />
      {data?.truncated && (
        <p className="mt-3 text-sm text-muted">The {rows.length} most frequent kinds are listed; there were more.</p>
      )}
    </Card>
  );
}
