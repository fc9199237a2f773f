import { ListLoading } from "@/components/layout/list-loading";
import { memberColumns } from "@/components/organizations/member-columns";
import { TableSkeleton } from "@/components/ui/table-skeleton";

export default function TeamLoading() {
  return (
    <ListLoading title="Team" action>
      <TableSkeleton columns={memberColumns} what="the team" long />
    </ListLoading>
  );
}
