"use client";
import { ErrorState } from "@/components/ui/error-state";

/** What a dashboard page shows inside its frame when it failed; the digest finds the error in the server's log. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState
      title="This page could not be shown"
      body={
        error.digest
          ? `Something failed on our side. If it stays, quote ${error.digest}.`
          : "Something failed. Try again."
      }
      onRetry={reset}
    />
  );
}
