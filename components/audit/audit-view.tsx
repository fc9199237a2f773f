"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, ScrollText, SearchX } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { saveTextFile } from "@/components/ui/save-file";
import { useToast } from "@/components/ui/toast";
import { dashboardAuditContracts } from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";
import { AuditFilterBar } from "./audit-filter-bar";
import { auditFilterNames, auditFilterOf, auditQuery } from "./audit-queries";
import { AuditSkeleton } from "./audit-skeleton";
import { AuditTable } from "./audit-table";

/** The audit log: who did what, filtered, and as a file. */
export function AuditView() {
  const { filters, setFilters } = useAddressFilters(auditFilterNames);
  const list = useInfiniteQuery(auditQuery(filters));
  const client = useQueryClient();
  const { show } = useToast();
  const events = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.keys(filters).length > 0;
  const exporting = useMutation({
    mutationFn: () => call(dashboardAuditContracts.export, { body: auditFilterOf(filters, Date.now()) }),
    onSuccess: ({ name, csv, rows, cut }) => {
      saveTextFile(name, csv, "text/csv");
      show({
        title: `${rows === 1 ? "1 event" : `${rows.toLocaleString("en-US")} events`} exported`,
        description: cut
          ? "There were more than fit: narrow the filters for the rest."
          : "The export is in the log, too.",
        tone: cut ? "neutral" : "success",
      });
      void client.invalidateQueries({ queryKey: ["audit"] });
    },
    onError: (error) => show({ title: "Nothing exported", description: failureText(error), tone: "danger" }),
  });

  return (
    <>
      <PageHeader
        title="Audit log"
        description="Changes to the organization, its keys and its data, and who made them. Kept for 90 days; times are UTC."
        actions={
          <Button pending={exporting.isPending} disabled={events.length === 0} onClick={() => exporting.mutate()}>
            <Download aria-hidden className="size-4" />
            Export CSV
          </Button>
        }
      />
      <AuditFilterBar filters={filters} events={events} onChange={setFilters} />
      <p role="status" className="sr-only">
        {list.isSuccess && `${events.length}${list.hasNextPage ? " or more" : ""} events shown`}
      </p>
      {list.isPending && <AuditSkeleton />}
      {list.isError && events.length === 0 && (
        <ErrorState title="Log unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && events.length === 0 && (
        <EmptyState
          icon={filtered ? <SearchX /> : <ScrollText />}
          title={filtered ? "No event matches" : "Nothing happened yet"}
          body={
            filtered
              ? "Nothing in the log fits these filters."
              : "Creating, changing and revoking keys, members and webhooks is written down here."
          }
          {...(filtered ? { action: <Button onClick={() => setFilters({})}>Clear filters</Button> } : {})}
        />
      )}
      {events.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
          <AuditTable events={events} />
        </div>
      )}
      <LoadMore list={list} />
    </>
  );
}
