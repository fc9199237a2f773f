import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function OrganizationLoading() {
  return (
    <>
      <PageHeader title="Organization" description="What owns the keys, the data, the plan and every limit" />
      <div aria-busy="true" className="grid gap-6">
        <Card title="General">
          <Skeleton className="h-80 max-w-xl" />
        </Card>
        <Card title="Policy">
          <Skeleton className="h-96 max-w-2xl" />
        </Card>
        <Card title="Leave or delete">
          <Skeleton className="h-28" />
        </Card>
      </div>
    </>
  );
}
