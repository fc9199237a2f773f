"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { type ApiKeyRequest, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";

const refreshMs = 10_000;
const shown = 50;
const choices = [
  { value: "all", label: "All" },
  { value: "failed", label: "Refused" },
];

/** What a key was used for lately, and whether that is kept at all. */
export function KeyRequests({ keyId }: { keyId: string }) {
  const [choice, setChoice] = useState("all");
  const requests = useQuery({
    queryKey: ["api-keys", "requests", keyId, choice],
    queryFn: ({ signal }) =>
      call(
        dashboardApiKeyContracts.requests,
        { params: { id: keyId }, query: { limit: shown, ...(choice === "failed" ? { failed: "true" as const } : {}) } },
        { signal },
      ),
    refetchInterval: refreshMs,
  });
  const { data, isPending, error } = requests;
  return (
    <Card
      title="Last requests"
      actions={<Segmented label="Requests shown" value={choice} onValueChange={setChoice} options={choices} />}
    >
      {isPending && <Skeleton className="h-32 w-full" />}
      {error && !data && (
        <ErrorState
          compact
          title="Requests unavailable"
          body={failureText(error)}
          onRetry={() => void requests.refetch()}
        />
      )}
      {data && !data.kept && (
        <EmptyState
          compact
          title="Not kept"
          body="The organization keeps no last requests; Organization settings switch that."
        />
      )}
      {data?.kept && data.data.length === 0 && (
        <EmptyState
          compact
          title="None"
          body={choice === "failed" ? "Nothing was refused in the last 7 days." : "No request in the last 7 days."}
        />
      )}
      {data && data.data.length > 0 && <RequestTable requests={data.data} />}
      {data?.kept && (
        <p className="mt-3 text-sm text-muted">
          The latest {shown} of at most 200 that are kept, for 7 days. Times are in your zone.
        </p>
      )}
    </Card>
  );
}

function RequestTable({ requests }: { requests: readonly ApiKeyRequest[] }) {
  return (
    <Table aria-label="Last requests">
      <THead>
        <TR>
          <TH>Time</TH>
          <TH>Endpoint</TH>
          <TH>Status</TH>
          <TH>Address</TH>
          <TH>Agent</TH>
          <TH>Latency</TH>
        </TR>
      </THead>
      <TBody>
        {requests.map(({ id, at, endpoint, status, code, meaning, address, agent, latencyMs }) => (
          <TR key={id}>
            <TD label="Time">
              <RelativeTime at={at} />
            </TD>
            <TD>
              <span className="font-mono text-xs break-all">{endpoint}</span>
            </TD>
            <TD label="Status">
              <span className="flex flex-wrap items-center gap-2">
                <Badge tone={toneOf(status)}>{String(status)}</Badge>
                {code && <span className="text-xs text-muted">{code}</span>}
                {meaning && <span className="sr-only">{meaning}</span>}
              </span>
            </TD>
            <TD label="Address">{address ?? "Not told"}</TD>
            <TD label="Agent">
              <span className="break-all">{agent ?? "Not told"}</span>
            </TD>
            <TD label="Latency">{latencyMs} ms</TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

/** Being limited is not being wrong. */
export function toneOf(status: number): "success" | "warning" | "danger" {
  if (status < 400) return "success";
  return status === 429 ? "warning" : "danger";
}
