import { auditColumns } from "@/components/audit/audit-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Audit log" action filters>
      <TableSkeleton columns={auditColumns} what="the audit log" />
    </ListLoading>
  );
}
