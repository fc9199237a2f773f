import { ListLoading } from "@/components/layout/list-loading";
import { RowsSkeleton } from "@/components/ui/rows-skeleton";

export default function Loading() {
  return (
    <ListLoading title="Authorized apps">
      <RowsSkeleton what="authorized apps" rowClass="h-40" />
    </ListLoading>
  );
}
