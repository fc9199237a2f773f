import { ListLoading } from "@/components/layout/list-loading";
import { tokenColumns } from "@/components/tokens/token-columns";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Personal access tokens" action filters>
      <TableSkeleton columns={tokenColumns} what="tokens" />
    </ListLoading>
  );
}
