import { ListLoading } from "@/components/layout/list-loading";
import { memoryColumns } from "@/components/memories/memory-columns";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Memories" action filters>
      <TableSkeleton columns={memoryColumns} what="memories" long />
    </ListLoading>
  );
}
