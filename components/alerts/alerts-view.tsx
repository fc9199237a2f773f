"use client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { SearchX, ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { call } from "@/lib/http/call";
import { AlertCard } from "./alert-card";
import { alertKindLabels } from "./alert-kind";
import { alertFilterNames, alertKeys, alertQueryOf, alertsQuery } from "./alert-queries";
import { AlertsSkeleton } from "./alerts-skeleton";

const states = [
  { value: "open", label: "Open" },
  { value: "acknowledged", label: "Acknowledged" },
  { value: "all", label: "All" },
];
const kinds = [
  { value: "", label: "Every kind" },
  ...Object.entries(alertKindLabels).map(([value, label]) => ({ value, label })),
];

/** The alerts page below its title. */
export function AlertsView({ mayAcknowledge }: { mayAcknowledge: boolean }) {
  const { filters, setFilters } = useAddressFilters(alertFilterNames);
  const list = useInfiniteQuery(alertsQuery(filters));
  const client = useQueryClient();
  const router = useRouter();
  const { show } = useToast();
  const acknowledge = useMutation({
    mutationFn: (id: string) => call(dashboardAlertContracts.acknowledge, { params: { id } }),
    onError: (error) => show({ title: "Not acknowledged", description: failureText(error), tone: "danger" }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: alertKeys });
      // The number in the navigation comes with the page.
      router.refresh();
    },
  });
  const alerts = list.data?.pages.flatMap((page) => page.data) ?? [];
  const { state = "all", kind = "" } = alertQueryOf(filters);

  return (
    <>
      <search className="mb-4 flex flex-wrap items-center gap-2">
        <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
          <Segmented
            label="State"
            value={state}
            options={states}
            onValueChange={(next) => setFilters({ ...filters, state: next })}
          />
        </div>
        <Select
          aria-label="Kind"
          className="w-full sm:w-52"
          value={kind}
          options={kinds}
          onValueChange={(next) => setFilters({ ...filters, kind: next })}
        />
      </search>
      <p role="status" className="sr-only">
        {list.isSuccess && `${alerts.length}${list.hasNextPage ? " or more" : ""} alerts shown`}
      </p>
      {list.isPending && <AlertsSkeleton />}
      {list.isError && alerts.length === 0 && (
        <ErrorState title="Alerts unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && alerts.length === 0 && (
        <NothingHere filtered={kind !== "" || state !== "open"} onClear={() => setFilters({})} />
      )}
      <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
        <ul className="flex flex-col gap-3">
          {alerts.map((alert) => (
            <li key={alert.id}>
              <AlertCard
                alert={alert}
                mayAcknowledge={mayAcknowledge}
                pending={acknowledge.isPending && acknowledge.variables === alert.id}
                onAcknowledge={() => acknowledge.mutate(alert.id)}
              />
            </li>
          ))}
        </ul>
      </div>
      <LoadMore list={list} />
    </>
  );
}

function NothingHere({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? (
    <EmptyState
      icon={<SearchX />}
      title="No alert matches"
      body="Nothing of this kind and state was seen in the last 90 days."
      action={<Button onClick={onClear}>Show open alerts</Button>}
    />
  ) : (
    <EmptyState
      icon={<ShieldCheck />}
      title="Nothing unusual"
      body="Traffic far above a key's own history, use from a new network, many rejections and use of a revoked key would be shown here, and mailed to owners and admins."
    />
  );
}
