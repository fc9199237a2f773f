import { ListLoading } from "@/components/layout/list-loading";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { webhookColumns } from "@/components/webhooks/webhook-columns";

export default function Loading() {
  return (
    <ListLoading title="Webhooks" action>
      <TableSkeleton columns={webhookColumns} what="webhooks" />
    </ListLoading>
  );
}
