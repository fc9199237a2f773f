import { PageHeader } from "@/components/layout/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="Evaluations"
        description={<Skeleton className="h-5 w-72 max-w-full" />}
        actions={<Skeleton className="h-9 w-32" />}
      />
      <TableSkeleton headings={["Prompt", "Dataset", "Score", "Status", "Asked for", ""]} what="evaluations" />
    </>
  );
}
