import { keyHeadings } from "@/components/api-keys/key-headings";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="API Keys" action filters>
      <TableSkeleton columns={Object.values(keyHeadings)} what="API keys" long />
    </ListLoading>
  );
}
