import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { QuotaListSkeleton } from "@/components/usage/quota-list-skeleton";
import { TrafficSkeleton } from "@/components/usage/traffic-skeleton";

export default function OverviewLoading() {
  return (
    <>
      <PageHeader title="Overview" description="Requests, limits and keys at a glance" />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="grid gap-6">
          <Card title="Requests" description="Last 7 days">
            <TrafficSkeleton />
          </Card>
          <Card title="Limits" description="Production, counted for the whole organization">
            <QuotaListSkeleton />
          </Card>
        </div>
        <div className="grid gap-6">
          <Card title="Top keys" description="Last 7 days">
            <Skeleton className="h-40" />
          </Card>
          <Card title="Keys to review" description="Expiring within 14 days, or idle">
            <Skeleton className="h-40" />
          </Card>
        </div>
      </div>
    </>
  );
}
