"use client";
import { ErrorState } from "./error-state";

/** What Next hands to a segment's `error.tsx`: `retry` asks the server again, where its `reset` only draws the same failure. */
export type PageFailure = { error: Error & { digest?: string }; retry: () => void };

/**
 * What a page shows when it failed. A browser is told nothing of why, so the words hold for a database that is busy as
 * for a fault of ours. The digest finds the error in the server's log.
 */
export function PageFailureState({ error, retry }: PageFailure) {
  return (
    <ErrorState
      heading="h1"
      title="This page could not be shown"
      body={`Try again in a moment.${error.digest ? ` If it stays so, tell whoever runs this deployment the number ${error.digest}.` : ""}`}
      onRetry={retry}
    />
  );
}
