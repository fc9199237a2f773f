"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function TokensError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Personal access tokens" />
      <ErrorState
        title="Tokens unavailable"
        body="Your tokens could not be loaded. They go on working."
        onRetry={reset}
      />
    </>
  );
}
