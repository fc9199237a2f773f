import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-5 w-24" />
      <PageHeader title="OAuth app" description={<Skeleton className="h-5 w-48" />} />
      <div aria-busy="true" className="flex flex-col gap-6">
        <span className="sr-only">Loading the app</span>
        <Card>
          <Skeleton className="h-56 w-full" />
        </Card>
        <Card title="Client secrets">
          <Skeleton className="h-14 w-full" />
        </Card>
        <Card title="Connect the app">
          <Skeleton className="h-48 w-full" />
        </Card>
      </div>
    </>
  );
}
