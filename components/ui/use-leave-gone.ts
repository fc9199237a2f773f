"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { CallError } from "@/lib/http/call-error";

/** Draws the page of one thing anew once it was not found when it was read again, so that the server says that it is gone. */
export function useLeaveGone(error: Error | null): void {
  const router = useRouter();
  const isGone = error instanceof CallError && error.status === 404;
  useEffect(() => {
    if (isGone) router.refresh();
  }, [isGone, router]);
}
