"use client";
import { useState } from "react";
import { z } from "zod";
import { Badge } from "./badge";
import type { Column } from "./column";
import { FilterBar } from "./filter-bar";
import type { ListContract, ListSource } from "./list-source";
import { MoreButton } from "./more-button";
import { RelativeTime } from "./relative-time";
import { statusTone } from "./status-tone";
import { TableList } from "./table-list";
import { useAddress } from "./use-address";
import { useList } from "./use-list";

const refreshMs = 10_000;
const pageLength = 50;
/** More than that would push all else on the page out of reach. */
const shownFirst = 10;
const filters = { failed: z.enum(["true"]).optional() };
const choices = [
  { value: "", label: "All" },
  { value: "true", label: "Refused" },
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
/** `kept`: whether such requests are kept at all. */
type Answer = { data: ShownRequest[]; next_cursor: string | null; kept: boolean };
type RequestsContract = ListContract & { success: { body: z.ZodType<Answer, Answer> } };

export type RequestListProps = {
  listFor: (query: { limit: number; failed?: "true" }) => ListSource<RequestsContract>;
};

const columns: readonly Column<ShownRequest>[] = [
  { label: "Time", cell: ({ at }) => <RelativeTime at={at} /> },
  {
    label: "Endpoint",
    as: "title",
    cell: ({ endpoint }) => <span className="font-mono text-xs break-all">{endpoint}</span>,
  },
  {
    label: "Status",
    cell: ({ status, code, meaning }) => (
      <span className="relative flex flex-wrap items-center gap-2">
        <Badge tone={statusTone(status)}>{String(status)}</Badge>
        {code && <span className="text-xs text-muted">{code}</span>}
        {meaning && <span className="sr-only">{meaning}</span>}
      </span>
    ),
  },
  { label: "Address", cell: ({ address }) => address ?? "Not told" },
  {
    label: "Agent",
    cell: ({ agent }) => (
      <span className="block sm:max-w-40 sm:truncate" title={agent ?? undefined}>
        {agent ?? "Not told"}
      </span>
    ),
  },
  { label: "Latency", cell: ({ latencyMs }) => `${latencyMs} ms` },
];

/** The last requests of a key or token, and whether such are kept at all. */
export function RequestList({ listFor }: RequestListProps) {
  const address = useAddress(filters);
  const { failed } = address.values;
  const { query, rows, first } = useList(listFor({ limit: pageLength, ...address.values }), { refreshMs });
  const [isLong, setLong] = useState(false);
  const shown = isLong ? rows : rows.slice(0, shownFirst);
  const isKept = first?.kept ?? true;
  return (
    <>
      <TableList
        // What is loaded and not shown comes before what is to be loaded.
        list={{ query: isLong ? query : { ...query, hasNextPage: false }, rows: shown }}
        nouns={["request", "requests"]}
        label="Last requests"
        columns={columns}
        rowKey={({ id }) => id}
        // Of what is not kept there is nothing to narrow.
        {...(isKept ? { address } : {})}
        filters={
          <FilterBar
            address={address}
            controls={[{ as: "segmented", name: "failed", label: "Requests shown", options: choices }]}
          />
        }
        empty={{
          title: isKept ? "None" : "Not kept",
          body: isKept
            ? "No request in the last 7 days."
            : "The organization keeps no last requests; Organization settings switch that.",
        }}
        inCard
        reachable
      />
      <MoreButton rest={rows.length - shownFirst} isLong={isLong} setLong={setLong} />
      {query.hasNextPage && (
        <p className="mt-3 text-sm text-muted">
          The latest {shown.length}
          {failed && " refused"}, of at most 200 requests that are kept for 7 days.
        </p>
      )}
    </>
  );
}
