"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function ApiKeysError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="API Keys" />
      <ErrorState title="Keys unavailable" body="Your keys could not be loaded. They go on working." onRetry={reset} />
    </>
  );
}
