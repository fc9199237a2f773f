import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Webhooks"
        description={<Skeleton className="h-5 w-96 max-w-full" />}
        actions={<Skeleton className="h-9 w-36" />}
      />
      <div aria-busy="true" className="flex flex-col gap-3">
        <span className="sr-only">Loading webhooks</span>
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-16 w-full" />
      </div>
    </>
  );
}
