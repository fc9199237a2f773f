"use client";

import { useQuery } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { count } from "@/components/ui/figures";
import { LimitBar } from "@/components/ui/limit-bar";
import { resetDistance, resetMoment } from "@/components/ui/reset-time";
import { UnreadState } from "@/components/ui/unread-state";
import { useNow } from "@/components/ui/use-now";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import type { Quota, QuotaWindow } from "@/lib/features/usage/contract";
import { QuotaListSkeleton } from "./quota-list-skeleton";
import { quotasQuery } from "./usage-queries";

/** Every limit of every product with what is used of it and when it starts anew; of one environment or of both. */
export function QuotaList({ environment }: { environment?: Quota["environment"] }) {
  const query = useQuery(quotasQuery);
  const { data, dataUpdatedAt, isPending } = query;
  const nowMs = useNow(1_000, dataUpdatedAt);
  if (isPending) return <QuotaListSkeleton />;
  if (!data) {
    return <UnreadState what="Quotas" query={query} note="The limits still apply." />;
  }
  const quotas = environment ? data.quotas.filter((quota) => quota.environment === environment) : data.quotas;
  return (
    <ul className="divide-y divide-border">
      {quotas.map((quota) => (
        <li key={`${quota.product} ${quota.environment}`} className="py-4 first:pt-0 last:pb-0">
          <ProductQuota quota={quota} nowMs={nowMs} />
        </li>
      ))}
    </ul>
  );
}

/** One product's windows in one environment; `note` is what is said of it beside its name. */
export function ProductQuota({
  quota,
  note,
  nowMs,
}: {
  quota: Omit<Quota, "burst"> & { burst: number | null };
  note?: string;
  nowMs: number;
}) {
  return (
    <>
      <h3 className="mb-3 flex flex-wrap items-center gap-2 text-sm font-medium">
        {quota.label}
        {quota.environment === "development" && <Badge tone="neutral">Development</Badge>}
        {note && <span className="font-normal text-muted">{note}</span>}
      </h3>
      {quota.windows.length === 0 && quota.concurrency === null ? (
        <p className="text-sm text-muted">Unlimited</p>
      ) : (
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {quota.windows.map((window) => (
            <WindowBar
              key={window.name}
              product={`${quota.label} ${quota.environment}`}
              window={window}
              burst={window.name === "minute" ? quota.burst : null}
              nowMs={nowMs}
            />
          ))}
          {quota.concurrency && (
            <AtOnceBar product={`${quota.label} ${quota.environment}`} concurrency={quota.concurrency} />
          )}
        </div>
      )}
    </>
  );
}

const windowLabels: Record<string, string> = { minute: "This minute", day: "Today", month: "This month" };

/** One limit; `burst` is how many requests a minute takes back to back, null where that is no matter of the window. */
function WindowBar({
  product,
  window,
  burst,
  nowMs,
}: {
  product: string;
  window: QuotaWindow;
  burst: number | null;
  nowMs: number;
}) {
  const locale = useOwnLocale();
  const label = windowLabels[window.name] ?? window.name;
  // Between two readings a window may have ended; showing its count any longer would be wrong.
  const used = Date.parse(window.resetsAt) <= nowMs ? 0 : window.used;
  // A minute ends early only where a burst above its rate is used up too.
  const isUsedUp = used >= Math.max(window.limit, burst ?? 0);
  return (
    <LimitBar of={product} label={label} used={used} limit={window.limit} isUsedUp={isUsedUp}>
      {burst !== null && <>Up to {count(burst)} back to back. </>}
      {isUsedUp && <span className="font-medium text-danger-text">Used up. </span>}
      Resets {resetMoment(window.resetsAt, nowMs, locale)} ({resetDistance(window.resetsAt, nowMs)})
    </LimitBar>
  );
}

/** Calls that run now, of those that may at once. */
function AtOnceBar({ product, concurrency }: { product: string; concurrency: NonNullable<Quota["concurrency"]> }) {
  const { held, limit } = concurrency;
  const isUsedUp = held >= limit;
  return (
    <LimitBar of={product} label="At once" used={held} limit={limit} isUsedUp={isUsedUp}>
      {isUsedUp && <span className="font-medium text-danger-text">All taken. </span>}
      Calls under way, free again when they end
    </LimitBar>
  );
}
