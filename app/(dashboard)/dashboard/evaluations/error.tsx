"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function EvaluationsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Evaluations" />
      <ErrorState title="Evaluations unavailable" body="Your evaluations could not be loaded." onRetry={reset} />
    </>
  );
}
