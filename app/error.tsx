"use client";
import { type PageFailure, PageFailureState } from "@/components/ui/page-failure";

/** What a page shows when it failed. */
export default function PageError({ error, retry }: PageFailure) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center px-4 py-16">
      <PageFailureState error={error} retry={retry} />
    </main>
  );
}
