"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Delivery } from "@/lib/features/webhooks/delivery-contract";
import type { DeliveryProps } from "./delivery-panel";
import { deliveryStatus } from "./webhook-status";

const panel = partOf(async () => (await import("./delivery-panel")).DeliveryPanel);

type Props = Omit<DeliveryProps, "delivery"> & { deliveries: readonly Delivery[] };

/** Deliveries one below the other; one of them opens to its attempts. */
export function DeliveryRows({ deliveries, ...shared }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <ul className="divide-y rounded-lg border">
      {deliveries.map((delivery) => (
        <DeliveryRow
          {...shared}
          key={delivery.id}
          delivery={delivery}
          open={open === delivery.id}
          onToggle={() => setOpen(open === delivery.id ? null : delivery.id)}
        />
      ))}
    </ul>
  );
}

function DeliveryRow({
  open,
  onToggle,
  ...props
}: DeliveryProps & {
  open: boolean;
  onToggle: () => void;
}) {
  const { delivery } = props;
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
        <span className="min-w-0 flex-1 truncate font-mono text-code">{delivery.event_type}</span>
        <span className="flex w-full items-center justify-between gap-4 pl-7 text-muted tabular-nums sm:w-auto sm:pl-0">
          <span>
            {last ? `${last.status_code ?? "No answer"} · ${tries === 1 ? "1 attempt" : `${tries} attempts`}` : ""}
          </span>
          <RelativeTime at={delivery.created_at} />
        </span>
      </button>
      {open && <OnDemand part={panel} {...props} />}
    </li>
  );
}
