import { evaluationColumns } from "@/components/evaluations/evaluation-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Evaluations" action>
      <TableSkeleton columns={evaluationColumns} what="evaluations" />
    </ListLoading>
  );
}
