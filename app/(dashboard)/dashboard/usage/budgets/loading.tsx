import { budgetColumns } from "@/components/budgets/budget-columns";
import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Budgets" back={{ href: "/dashboard/usage", label: "Usage" }}>
      <TableSkeleton columns={budgetColumns} what="budgets" />
    </ListLoading>
  );
}
