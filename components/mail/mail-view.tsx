"use client";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Info, Mail as MailIcon } from "lucide-react";
import { useState } from "react";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { dashboardMailContracts, type Mail, MailQuery } from "@/lib/features/mail/contract";
import { call } from "@/lib/http/call";
import { MailDialog } from "./mail-dialog";

const states = [
  { value: "", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "sent", label: "Sent" },
  { value: "failed", label: "Failed" },
];
const tones = { waiting: "neutral", sent: "success", failed: "danger" } as const;
const filterNames = ["state"] as const;

function mailsQuery(state: string | undefined) {
  const wanted = MailQuery.shape.state.safeParse(state).data;
  const query = { limit: 25, ...(wanted ? { state: wanted } : {}) };
  return infiniteQueryOptions({
    queryKey: ["mails", query],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardMailContracts.list,
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

/** Outgoing mail of the deployment: what was sent, what waits and what failed. */
export function MailView() {
  const { filters, setFilters } = useAddressFilters(filterNames);
  const list = useInfiniteQuery(mailsQuery(filters.state));
  const [reading, setReading] = useState<Mail | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const configured = list.data?.pages[0]?.smtp_configured ?? true;
  return (
    <>
      {!configured && <NoServer />}
      <search className="mb-4 block w-full sm:w-auto max-sm:[&>[role=radiogroup]]:w-full">
        <Segmented
          label="State"
          value={filters.state ?? ""}
          options={states}
          onValueChange={(state) => setFilters({ state })}
        />
      </search>
      {list.isPending && <Skeleton className="h-64 w-full" />}
      {list.isError && rows.length === 0 && (
        <ErrorState title="Mail unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState
          icon={<MailIcon />}
          title="No mail"
          body="Invitations, address confirmations, alerts and quota notices are listed here for 30 days."
        />
      )}
      {rows.length > 0 && <MailTable rows={rows} onRead={setReading} />}
      <LoadMore list={list} />
      {reading && <MailDialog mail={reading} onClose={() => setReading(null)} />}
    </>
  );
}

function NoServer() {
  return (
    <div className="mb-4 flex items-start gap-3 rounded-xl border bg-surface px-4 py-3.5 text-sm">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <p className="text-pretty">
        No mail server is configured, so mail waits here: hand on what people need. Set{" "}
        <code className="font-mono text-xs">SMTP_URL</code> and <code className="font-mono text-xs">MAIL_FROM</code> to
        send it.
      </p>
    </div>
  );
}

function MailTable({ rows, onRead }: { rows: readonly Mail[]; onRead: (mail: Mail) => void }) {
  return (
    <Table aria-label="Mail">
      <THead>
        <tr>
          <TH>Subject</TH>
          <TH>To</TH>
          <TH>State</TH>
          <TH>Written</TH>
        </tr>
      </THead>
      <TBody>
        {rows.map((mail) => (
          <TR key={mail.id}>
            <TD className="max-w-80">
              <button
                type="button"
                onClick={() => onRead(mail)}
                className="focus-ring block min-h-6 max-w-full truncate rounded text-left font-medium hover:underline pointer-coarse:min-h-11"
              >
                {mail.subject}
              </button>
              {mail.last_error && <span className="block truncate text-xs text-danger-text">{mail.last_error}</span>}
            </TD>
            <TD label="To" className="sm:max-w-60">
              <span className="block min-w-0 truncate" title={mail.recipient}>
                {mail.recipient}
              </span>
            </TD>
            <TD label="State">
              <Badge tone={tones[mail.state]}>{mail.state}</Badge>
            </TD>
            <TD label="Written" className="text-muted">
              <RelativeTime at={mail.created_at} />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
