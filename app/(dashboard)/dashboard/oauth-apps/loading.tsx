import { ListLoading } from "@/components/layout/list-loading";
import { appColumns } from "@/components/oauth/app-columns";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="OAuth apps" action>
      <div className="flex flex-col gap-6">
        <TableSkeleton columns={appColumns} what="OAuth apps" />
        <Card title="For developers">
          <Skeleton className="h-28 w-full" />
        </Card>
      </div>
    </ListLoading>
  );
}
