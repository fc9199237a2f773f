import { ListLoading } from "@/components/layout/list-loading";
import { reportColumns } from "@/components/reports/report-columns";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Reports" action>
      <TableSkeleton columns={reportColumns} what="reports" />
    </ListLoading>
  );
}
