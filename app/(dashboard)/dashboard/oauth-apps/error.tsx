"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function OAuthAppsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="OAuth apps" />
      <ErrorState
        title="OAuth apps unavailable"
        body="Your apps could not be loaded. What they may do is not affected."
        onRetry={reset}
      />
    </>
  );
}
