import { listOf } from "@/components/ui/list-source";
import { dashboardDatasetContracts } from "@/lib/features/datasets/contract";

/** The organization's datasets. */
export const datasetList = listOf("datasets", dashboardDatasetContracts.list, { query: { limit: 25 } });

/** A dataset's rows in their order. */
export function datasetRowList(id: string) {
  return listOf("datasets", dashboardDatasetContracts.rows, { params: { id }, query: { limit: 50 } });
}
