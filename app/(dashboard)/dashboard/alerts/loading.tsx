import { AlertsSkeleton } from "@/components/alerts/alerts-skeleton";
import { ListLoading } from "@/components/layout/list-loading";

export default function Loading() {
  return (
    <ListLoading title="Alerts" filters>
      <AlertsSkeleton />
    </ListLoading>
  );
}
