"use client";
import { PageHeader } from "@/components/layout/page-header";
import { ErrorState } from "@/components/ui/error-state";

export default function PromptsError({ reset }: { reset: () => void }) {
  return (
    <>
      <PageHeader title="Prompts" />
      <ErrorState
        title="Prompts unavailable"
        body="Your prompts could not be loaded. Your API goes on serving them."
        onRetry={reset}
      />
    </>
  );
}
