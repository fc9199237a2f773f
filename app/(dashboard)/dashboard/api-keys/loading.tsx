import { ApiKeyTableSkeleton } from "@/components/api-keys/api-key-table-skeleton";
import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="API Keys"
        description={<Skeleton className="h-5 w-72 max-w-full" />}
        actions={<Skeleton className="h-9 w-32" />}
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <Skeleton className="h-11 w-full sm:h-9 sm:w-64" />
        <Skeleton className="h-11 w-full sm:h-9 sm:w-96" />
      </div>
      <ApiKeyTableSkeleton />
    </>
  );
}
