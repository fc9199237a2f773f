"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function DatasetsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Datasets" />
      <ErrorState title="Datasets unavailable" body="Your datasets could not be loaded." onRetry={reset} />
    </>
  );
}
