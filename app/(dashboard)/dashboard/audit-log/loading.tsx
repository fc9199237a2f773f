import { AuditSkeleton } from "@/components/audit/audit-skeleton";
import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Audit log" description={<Skeleton className="h-5 w-96 max-w-full" />} />
      <Skeleton className="mb-4 h-9 w-full sm:w-120" />
      <AuditSkeleton />
    </>
  );
}
