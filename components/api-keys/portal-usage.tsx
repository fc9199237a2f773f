"use client";
import { useQuery } from "@tanstack/react-query";
import { portalUsageContract } from "@/lib/features/api-keys/portal-contract";
import { call } from "@/lib/http/call";
import { DailyUsageCard, usageDays as days, usageRefreshMs } from "./daily-usage-card";

/** Requests of all keys of the customer by day. */
export function PortalUsageCard() {
  const usage = useQuery({
    queryKey: ["portal-usage", days],
    queryFn: async ({ signal }) => (await call(portalUsageContract, { query: { days } }, { signal })).data.daily,
    refetchInterval: usageRefreshMs,
  });
  return <DailyUsageCard usage={usage} description="Requests of all your keys, ended ones included" />;
}
