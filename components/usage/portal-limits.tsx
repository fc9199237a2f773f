"use client";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { UnreadState } from "@/components/ui/unread-state";
import { useNow } from "@/components/ui/use-now";
import { portalLimitsContract } from "@/lib/features/usage/portal-contract";
import { call } from "@/lib/http/call";
import { ProductQuota } from "./quota-list";
import { QuotaListSkeleton } from "./quota-list-skeleton";

/** What counts for a customer, and how much of it is used. */
export function PortalLimitsCard() {
  const limits = useQuery({
    queryKey: ["portal-limits"],
    queryFn: async ({ signal }) => (await call(portalLimitsContract, {}, { signal })).data,
    refetchInterval: 10_000,
  });
  const nowMs = useNow(1_000, limits.dataUpdatedAt);
  return (
    <Card title="Plan and limits" description="All your keys count together">
      {limits.isPending && <QuotaListSkeleton />}
      {limits.isError && !limits.data && <UnreadState compact what="Limits" query={limits} />}
      {limits.data?.length === 0 && <p className="text-sm text-muted">No limits of your own are set.</p>}
      <ul className="divide-y divide-border">
        {limits.data?.map((limit) => (
          <li key={`${limit.product} ${limit.environment}`} className="py-4 first:pt-0 last:pb-0">
            <ProductQuota quota={limit} note={limit.plan ?? "Limits of your own"} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
