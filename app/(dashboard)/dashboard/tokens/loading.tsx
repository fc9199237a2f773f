import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Personal access tokens"
        description={<Skeleton className="h-5 w-72 max-w-full" />}
        actions={<Skeleton className="h-9 w-32" />}
      />
      <Skeleton className="mb-4 h-14 w-full rounded-xl" />
      <Skeleton className="h-48 w-full rounded-xl" />
    </>
  );
}
