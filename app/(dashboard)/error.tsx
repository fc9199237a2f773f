"use client";
import { type PageFailure, PageFailureState } from "@/components/ui/page-failure";

/** What a dashboard page shows inside its frame when it failed. */
export default function PageError({ error, retry }: PageFailure) {
  return <PageFailureState error={error} retry={retry} />;
}
