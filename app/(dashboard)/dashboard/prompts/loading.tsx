import { ListLoading } from "@/components/layout/list-loading";
import { promptColumns } from "@/components/prompts/prompt-columns";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Prompts" action filters>
      <TableSkeleton columns={promptColumns} what="prompts" long />
    </ListLoading>
  );
}
