import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { FiguresSkeleton } from "@/components/usage/figures-skeleton";
import { QuotaListSkeleton } from "@/components/usage/quota-list-skeleton";

export default function UsageLoading() {
  return (
    <>
      <PageHeader
        title="Usage"
        description="Every request to your products, counted as it is answered, with how long the answer took."
      />
      <Skeleton className="mb-6 h-36 sm:h-10" />
      <div className="grid gap-6">
        <Card title="Requests" description="The last 30 days">
          <FiguresSkeleton />
        </Card>
        <div className="grid gap-6 lg:grid-cols-2">
          <Card title="Top credentials" description="Choose one to see it alone">
            <Skeleton className="h-64" />
          </Card>
          <Card title="Top endpoints" description="Choose one to see it alone">
            <Skeleton className="h-64" />
          </Card>
        </div>
        <Card title="Limits" description="Counted for the whole organization: more keys share the same limits">
          <QuotaListSkeleton />
        </Card>
      </div>
    </>
  );
}
