"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "./badge";
import { Card } from "./card";
import { EmptyState } from "./empty-state";
import { LoadMore } from "./load-more";
import { MoreButton } from "./more-button";
import { RelativeTime } from "./relative-time";
import { Segmented } from "./segmented";
import { Skeleton } from "./skeleton";
import { statusTone } from "./status-tone";
import { Table, TBody, TD, TH, THead, TR } from "./table";
import { UnreadState } from "./unread-state";

const refreshMs = 10_000;
const pageLength = 50;
/** More than that would push all else on the page out of reach. */
const shownFirst = 10;
const choices = [
  { value: "all", label: "All" },
  { value: "failed", label: "Refused" },
];

/** A request of a key or token as it is kept for some days. */
type ShownRequest = {
  id: string;
  at: string;
  endpoint: string;
  status: number;
  code: string | null;
  meaning: string | null;
  address: string | null;
  agent: string | null;
  latencyMs: number;
};
type Query = { limit: number; failed?: "true"; cursor?: string };
type Answer = { data: readonly ShownRequest[]; next_cursor: string | null; kept: boolean };

/** What a key or token was used for lately, and whether that is kept at all. `queryKey` is what it is loaded under. */
export function RequestsCard({
  queryKey,
  read,
}: {
  queryKey: readonly string[];
  read: (query: Query, options: { signal: AbortSignal }) => Promise<Answer>;
}) {
  const [choice, setChoice] = useState("all");
  const failed = choice === "failed";
  const requests = useInfiniteQuery({
    queryKey: [...queryKey, choice],
    queryFn: ({ signal, pageParam }) =>
      read(
        { limit: pageLength, ...(failed ? { failed: "true" } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: refreshMs,
  });
  const [isLong, setLong] = useState(false);
  const { data, isPending, error } = requests;
  const kept = data?.pages[0]?.kept;
  const rows = data?.pages.flatMap((page) => page.data) ?? [];
  const shown = isLong ? rows : rows.slice(0, shownFirst);
  return (
    <Card
      title="Last requests"
      actions={<Segmented label="Requests shown" value={choice} onValueChange={setChoice} options={choices} />}
    >
      {isPending && <Skeleton className="h-32 w-full" />}
      {error && !data && <UnreadState compact what="Requests" query={requests} />}
      {kept === false && (
        <EmptyState
          compact
          title="Not kept"
          body="The organization keeps no last requests; Organization settings switch that."
        />
      )}
      {kept && rows.length === 0 && (
        <EmptyState
          compact
          title="None"
          body={failed ? "Nothing was refused in the last 7 days." : "No request in the last 7 days."}
        />
      )}
      {rows.length > 0 && <RequestTable requests={shown} />}
      {isLong && <LoadMore list={requests} />}
      <MoreButton rest={rows.length - shownFirst} isLong={isLong} setLong={setLong} />
      {requests.hasNextPage && (
        <p className="mt-3 text-sm text-muted">
          The latest {shown.length}
          {failed && " refused"}, of at most 200 requests that are kept for 7 days.
        </p>
      )}
    </Card>
  );
}

function RequestTable({ requests }: { requests: readonly ShownRequest[] }) {
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
              <span className="relative flex flex-wrap items-center gap-2">
                <Badge tone={statusTone(status)}>{String(status)}</Badge>
                {code && <span className="text-xs text-muted">{code}</span>}
                {meaning && <span className="sr-only">{meaning}</span>}
              </span>
            </TD>
            <TD label="Address">{address ?? "Not told"}</TD>
            <TD label="Agent">
              <span className="block sm:max-w-40 sm:truncate" title={agent ?? undefined}>
                {agent ?? "Not told"}
              </span>
            </TD>
            <TD label="Latency">{latencyMs} ms</TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
