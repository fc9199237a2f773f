"use client";
import { useMutation } from "@tanstack/react-query";
import { ChevronRight, RotateCw } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import {
  type Delivery,
  DeliveryStatus,
  dashboardWebhookContracts,
  type Webhook,
} from "@/lib/features/webhooks/contract";
import { call } from "@/lib/http/call";
import { DeliveryPanel } from "./delivery-panel";
import { useDeliveries, useRefreshWebhooks } from "./use-webhooks";
import { deliveryStatus } from "./webhook-status";

const filters = [
  { value: "any", label: "All" },
  { value: "succeeded", label: "Delivered" },
  { value: "pending", label: "Pending" },
  { value: "failed", label: "Failed" },
];

/** What was sent to an endpoint, newest first; each opens to its attempts. The filter is kept in the address. */
export function DeliveryList({ webhook, mayManage }: { webhook: Webhook; mayManage: boolean }) {
  const search = useSearchParams();
  const pathname = usePathname();
  const status = DeliveryStatus.safeParse(search.get("status")).data;
  const list = useDeliveries(webhook.id, status);
  const [open, setOpen] = useState<string | null>(null);
  const barred = whyNotSend(webhook, mayManage);
  const deliveries = list.data?.pages.flatMap((page) => page.data) ?? [];
  const choose = (value: string) =>
    window.history.replaceState(null, "", value === "any" ? pathname : `${pathname}?status=${value}`);
  return (
    <Card
      title="Deliveries"
      description="Kept for 30 days. Times are when the event was handed out."
      actions={<RedeliverFailed webhook={webhook} barred={barred} />}
    >
      <div className="-mt-1 mb-4 overflow-x-auto">
        <Segmented label="Status" value={status ?? "any"} onValueChange={choose} options={filters} />
      </div>
      {list.isPending && (
        <div aria-busy="true" className="flex flex-col gap-2">
          <span className="sr-only">Loading deliveries</span>
          {["a", "b", "c"].map((row) => (
            <Skeleton key={row} className="h-12 w-full" />
          ))}
        </div>
      )}
      {list.isError && deliveries.length === 0 && (
        <ErrorState title="Deliveries unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && deliveries.length === 0 && (
        <p className="rounded-lg border border-dashed px-4 py-8 text-center text-sm text-muted">
          {status ? "No delivery is in this state." : "Nothing was sent yet. Send a test to see one."}
        </p>
      )}
      {deliveries.length > 0 && (
        <ul className={list.isPlaceholderData ? "divide-y rounded-lg border opacity-60" : "divide-y rounded-lg border"}>
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              open={open === delivery.id}
              onToggle={() => setOpen(open === delivery.id ? null : delivery.id)}
              barred={barred}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Card>
  );
}

function DeliveryRow({
  delivery,
  open,
  onToggle,
  barred,
}: {
  delivery: Delivery;
  open: boolean;
  onToggle: () => void;
  barred: string | null;
}) {
  const { label, tone } = deliveryStatus(delivery);
  const last = delivery.attempts.at(-1);
  const tries = delivery.attempts.length;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="focus-ring flex min-h-12 w-full flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2.5 text-left text-sm hover:bg-hover/50"
      >
        <ChevronRight
          aria-hidden
          className={`size-4 shrink-0 text-muted transition-transform ${open ? "rotate-90" : ""}`}
        />
        <Badge tone={tone}>{label}</Badge>
        <span className="min-w-0 flex-1 truncate font-mono text-[0.8125rem]">{delivery.event_type}</span>
        <span className="flex w-full items-center justify-between gap-4 pl-7 text-muted tabular-nums sm:w-auto sm:pl-0">
          <span>
            {last ? `${last.status_code ?? "No answer"} · ${tries === 1 ? "1 attempt" : `${tries} attempts`}` : ""}
          </span>
          <RelativeTime at={delivery.created_at} />
        </span>
      </button>
      {open && <DeliveryPanel delivery={delivery} barred={barred} />}
    </li>
  );
}

/** Why nothing can be sent to the endpoint again; null when it can. */
function whyNotSend({ enabled }: Webhook, mayManage: boolean): string | null {
  if (!mayManage) return "This needs the role Admin in the organization";
  return enabled ? null : "Enable the endpoint first";
}

function RedeliverFailed({ webhook, barred }: { webhook: Webhook; barred: string | null }) {
  const refresh = useRefreshWebhooks();
  const toast = useToast();
  const send = useMutation({
    mutationFn: () => call(dashboardWebhookContracts.redeliverFailed, { params: { id: webhook.id }, body: {} }),
    onSuccess: ({ redelivered, remaining }) => {
      void refresh();
      const more = remaining > 0 ? `; ${remaining.toLocaleString("en")} more are left` : "";
      toast.show(
        redelivered === 0
          ? { title: "There is nothing to send again" }
          : { title: `${redelivered.toLocaleString("en")} on their way again${more}`, tone: "success" },
      );
    },
    onError: (error) => toast.show({ title: failureText(error), tone: "danger" }),
  });
  return (
    <ReasonedButton size="sm" reason={barred} pending={send.isPending} onClick={() => send.mutate()}>
      <RotateCw aria-hidden className="size-4" />
      Redeliver all failed
    </ReasonedButton>
  );
}
