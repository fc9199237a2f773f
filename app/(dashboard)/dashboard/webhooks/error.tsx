"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function WebhooksError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Webhooks" />
      <ErrorState
        title="Webhooks unavailable"
        body="Your endpoints could not be loaded. Deliveries go on."
        onRetry={reset}
      />
    </>
  );
}
