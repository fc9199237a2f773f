import { Webhook } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function WebhookNotFound() {
  return (
    <>
      <PageHeader title="Webhook" />
      <EmptyState
        icon={<Webhook />}
        title="There is no such endpoint"
        body="The address may be mistyped, or the endpoint was deleted or belongs to another organization."
        action={
          <Link href="/dashboard/webhooks" className={buttonClass()}>
            Go to webhooks
          </Link>
        }
      />
    </>
  );
}
