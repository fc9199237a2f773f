import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader
        title="OAuth apps"
        description={<Skeleton className="h-5 w-96 max-w-full" />}
        actions={<Skeleton className="h-9 w-36" />}
      />
      <div className="flex flex-col gap-6">
        <TableSkeleton headings={["App", "Client ID", "Type", "Permissions", "Users", "Last used"]} what="OAuth apps" />
        <Card title="For developers">
          <Skeleton className="h-28 w-full" />
        </Card>
      </div>
    </>
  );
}
