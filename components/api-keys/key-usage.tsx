"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { DailyUsageCard, usageDays as days, usageRefreshMs } from "./daily-usage-card";

/** Requests of one key by day. */
export function KeyUsage({ keyId }: { keyId: string }) {
  const usage = useQuery({
    queryKey: ["api-keys", "usage", keyId],
    queryFn: async ({ signal }) =>
      (await call(dashboardApiKeyContracts.usage, { query: { keyId, days } }, { signal })).data.daily,
    refetchInterval: usageRefreshMs,
  });
  return (
    <DailyUsageCard
      usage={usage}
      actions={
        <Link href={`/dashboard/usage?key=${keyId}`} className={buttonClass({ variant: "ghost", size: "sm" })}>
          Open in Usage
        </Link>
      }
    />
  );
}
