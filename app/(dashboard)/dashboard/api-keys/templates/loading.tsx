import { keyTemplateColumns } from "@/components/api-keys/key-template-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Key templates" action>
      <TableSkeleton columns={keyTemplateColumns} what="templates" />
    </ListLoading>
  );
}
