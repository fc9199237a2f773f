"use client";
import { ErrorState } from "@/components/ui/error-state";

/** What a page shows when it failed; the digest finds the error in the server's log. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center px-4 py-16">
      <ErrorState
        title="This page could not be shown"
        body={
          error.digest
            ? `Something failed on our side. If it stays, quote ${error.digest}.`
            : "Something failed. Try again."
        }
        onRetry={reset}
      />
    </main>
  );
}
