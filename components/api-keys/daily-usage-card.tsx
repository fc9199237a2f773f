import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import { DailyBars } from "./daily-bars";
import type { DailyUsage } from "./daily-usage";

/** How many UTC days such a card shows. */
export const usageDays = 30;
/** How often it is read again while it is seen, in milliseconds. */
export const usageRefreshMs = 60_000;

type Props = {
  usage: UseQueryResult<readonly DailyUsage[]>;
  description?: string;
  actions?: ReactNode;
};

/** Requests by day; what could not be loaded is said, never shown as zero. */
export function DailyUsageCard({ usage, ...head }: Props) {
  return (
    <Card title={`Usage, last ${usageDays} days`} {...head}>
      {usage.isPending && <Skeleton className="h-44 w-full" />}
      {usage.isError && !usage.data && <UnreadState compact what="Usage" query={usage} />}
      {usage.data && <DailyBars daily={usage.data} />}
    </Card>
  );
}
