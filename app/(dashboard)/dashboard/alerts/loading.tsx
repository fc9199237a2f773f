import { AlertsSkeleton } from "@/components/alerts/alerts-skeleton";
import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Alerts" description={<Skeleton className="h-5 w-96 max-w-full" />} />
      <Skeleton className="mb-4 h-9 w-full sm:w-96" />
      <AlertsSkeleton />
    </>
  );
}
