"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function AuthorizedAppsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Authorized apps" />
      <ErrorState
        title="Authorized apps unavailable"
        body="The list could not be loaded. That does not mean that no app acts for you."
        onRetry={reset}
      />
    </>
  );
}
