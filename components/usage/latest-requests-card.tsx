"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { statusTone } from "@/components/ui/status-tone";
import { StaleNotice, UnreadState } from "@/components/ui/unread-state";
import type { LatestRequest } from "@/lib/features/usage/contract";
import { contractUrl } from "@/lib/http/contract-url";
import { latestRequestsQuery } from "./usage-queries";
import { useSeesOwnOnly } from "./use-sees-own-only";

/** What was asked last, by whom, and how it was answered; renewed while it is looked at. */
export function LatestRequestsCard() {
  const latest = useQuery(latestRequestsQuery);
  const { data, isPending, error } = latest;
  const own = useSeesOwnOnly() ? " of your own" : "";
  return (
    <Card title="Last requests" description={`With keys and tokens${own}, at most 7 days old`}>
      {error && data && <StaleNotice query={latest} />}
      {data ? (
        data.data.length > 0 ? (
          <ul aria-label="Last requests" className="-my-2 divide-y">
            {data.data.map((request) => (
              <LatestRow key={request.id} {...request} />
            ))}
          </ul>
        ) : (
          <p className="py-6 text-center text-sm text-muted">
            {data.kept
              ? `No requests${own && ` with keys${own}`} in the last 7 days`
              : "Not kept: Organization settings switch that"}
          </p>
        )
      ) : isPending ? (
        <Skeleton className="h-64" />
      ) : (
        <UnreadState compact what="Requests" query={latest} />
      )}
    </Card>
  );
}

function LatestRow({ at, endpoint, status, code, meaning, latencyMs, ...sent }: LatestRequest) {
  const { credentialId, credential, productLabel, environment } = sent;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 py-2 text-sm">
      <Badge tone={statusTone(status)}>{String(status)}</Badge>
      <span className="min-w-0">
        <span className="block font-mono text-xs break-all">{endpoint}</span>
        <span className="relative block text-xs wrap-anywhere text-muted">
          <Link
            href={contractUrl("/dashboard/usage", {}, { range: "24h", key: credentialId })}
            prefetch={false}
            className="focus-ring rounded-sm hover:underline"
          >
            <bdi>{credential}</bdi>
          </Link>
          {" · "}
          {productLabel}
          {environment === "development" && ", development"}
          {code && ` · ${code}`}
          {meaning && <span className="sr-only">: {meaning}</span>}
        </span>
      </span>
      <span className="text-right text-xs text-muted tabular-nums">
        <RelativeTime at={at} />
        <span className="block">{latencyMs} ms</span>
      </span>
    </li>
  );
}
