import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-5 w-44" />
      <PageHeader title="Personal access token" description={<Skeleton className="h-5 w-64 max-w-full" />} />
      <div className="flex flex-col gap-6">
        <Card title="Errors, last 30 days">
          <Skeleton className="h-24 w-full" />
        </Card>
        <Card title="Last requests">
          <Skeleton className="h-32 w-full" />
        </Card>
        <Card title="Settings">
          <Skeleton className="h-64 w-full" />
        </Card>
      </div>
    </>
  );
}
