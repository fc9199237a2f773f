import { keyColumns } from "@/components/api-keys/key-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/data-table";

export default function Loading() {
  return (
    <ListLoading title="API Keys" action filters>
      <TableSkeleton columns={keyColumns} what="API keys" long />
    </ListLoading>
  );
}
