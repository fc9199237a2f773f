"use client";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { CreditsLeft } from "@/components/ui/credits-left";
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
    queryFn: ({ signal }) => call(portalLimitsContract, {}, { signal }),
    refetchInterval: 10_000,
  });
  const nowMs = useNow(1_000, limits.dataUpdatedAt);
  const { data: rows = [], credits } = limits.data ?? {};
  return (
    <Card title="Plan and limits" description="All your keys count together">
      {limits.isPending && <QuotaListSkeleton />}
      {limits.isError && !limits.data && <UnreadState compact what="Limits" query={limits} />}
      {limits.data && rows.length === 0 && !credits && (
        <p className="text-sm text-muted">No limits of your own are set.</p>
      )}
      {credits && (
        <p className="mb-4 text-sm last:mb-0">
          <span className="font-medium">Credits:</span> <CreditsLeft credits={credits} />
        </p>
      )}
      <ul className="divide-y divide-border">
        {rows.map((limit) => (
          <li key={`${limit.product} ${limit.environment}`} className="py-4 first:pt-0 last:pb-0">
            <ProductQuota quota={limit} note={limit.plan ?? "Limits of your own"} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
