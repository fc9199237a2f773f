"use client";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useNavNotes } from "@/components/layout/nav-notes";
import { failureText } from "@/components/ui/failure-text";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListFrame } from "@/components/ui/list-frame";
import { useToast } from "@/components/ui/toast";
import { useAddress } from "@/components/ui/use-address";
import { useList, useRefresh } from "@/components/ui/use-list";
import { dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { call } from "@/lib/http/call";
import { AlertCard } from "./alert-card";
import { alertKindLabels } from "./alert-kind";
import { alertFilters, alertList } from "./alert-list";
import { AlertsSkeleton } from "./alerts-skeleton";

const refreshMs = 30_000;
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
  const address = useAddress(alertFilters);
  const list = useList(alertList(address.values), { refreshMs });
  const refresh = useRefresh("alerts");
  const { show } = useToast();
  const acknowledge = useMutation({
    mutationFn: (id: string) => call(dashboardAlertContracts.acknowledge, { params: { id } }),
    onError: (error) => show({ title: "Not acknowledged", description: failureText(error), tone: "danger" }),
    onSettled: refresh,
  });
  useShownInNavigation(list.first?.open);
  return (
    <>
      {/* Above the frame: where no alert is open there are still acknowledged ones to look at. */}
      <FilterBar
        address={address}
        controls={[
          { as: "segmented", name: "state", label: "State", options: states, fallback: "open" },
          { as: "select", name: "kind", label: "Kind", options: kinds },
        ]}
      />
      <ListFrame
        list={list}
        nouns={["alert", "alerts"]}
        address={address}
        empty={{
          icon: <ShieldCheck />,
          title: "Nothing unusual",
          body: "You would see traffic far above a credential's history, use from a new network, many rejections, or use of a revoked key. Settings say who gets mail.",
        }}
        skeleton={<AlertsSkeleton />}
      >
        {(alerts) => (
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
        )}
      </ListFrame>
    </>
  );
}

/** The number of open alerts in the navigation comes with the page: it is read anew where the list, read later, knows another. */
function useShownInNavigation(open: number | undefined): void {
  const { openAlerts } = useNavNotes();
  const router = useRouter();
  useEffect(() => {
    if (open !== undefined && open !== openAlerts) router.refresh();
  }, [open, openAlerts, router]);
}
