import { datasetColumns } from "@/components/datasets/dataset-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Datasets" back={{ href: "/dashboard/evaluations", label: "Evaluations" }} action>
      <TableSkeleton columns={datasetColumns} what="datasets" />
    </ListLoading>
  );
}
