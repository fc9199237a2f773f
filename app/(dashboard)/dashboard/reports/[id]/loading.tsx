import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-5 w-24" />
      <PageHeader title="Report" description={<Skeleton className="h-5 w-64 max-w-full" />} />
      <Skeleton className="h-72 w-full" />
    </>
  );
}
