"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function ReportsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Reports" />
      <ErrorState title="Reports unavailable" body="Your reports could not be loaded." onRetry={reset} />
    </>
  );
}
