"use client";
import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/ui/toast";
import { postToNextAuth } from "./next-auth-client";

/** Ends the session and leads to the sign-in; says so where that failed. */
export function useSignOut(): () => Promise<void> {
  const { show } = useToast();
  const queries = useQueryClient();
  return async () => {
    // The page's own requests would be refused from here on.
    onlineManager.setOnline(false);
    await queries.cancelQueries();
    const response = await postToNextAuth("signout").catch(() => null);
    // A full load, so that nothing of this user stays in memory.
    if (response?.ok) return window.location.assign("/sign-in");
    onlineManager.setOnline(true);
    show({ title: "You are still signed in", description: "Signing out failed. Try again.", tone: "danger" });
  };
}
