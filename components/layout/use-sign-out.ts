"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/ui/toast";
import { sendCallsAfter } from "@/lib/http/call";
import { postToNextAuth } from "./next-auth-client";

/** Ends the session and leads to the sign-in; says so where that failed. */
export function useSignOut(): () => Promise<void> {
  const { show } = useToast();
  const queries = useQueryClient();
  return async () => {
    const failed = leave(queries);
    // Also for parts of the page that are still on their way.
    sendCallsAfter(failed);
    await failed;
    void queries.refetchQueries({ type: "active", stale: true });
    show({ title: "You are still signed in", description: "Signing out failed. Try again.", tone: "danger" });
  };
}

/** Resolves only where the session could not be ended. */
async function leave(queries: QueryClient): Promise<void> {
  await queries.cancelQueries();
  const response = await postToNextAuth("signout").catch(() => null);
  if (!response?.ok) return;
  // A full load, so that nothing of this user stays in memory.
  window.location.assign("/sign-in");
  await new Promise(() => undefined);
}
