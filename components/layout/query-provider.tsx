"use client";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { reloadWhenEnded, signInAgain } from "@/components/ui/sign-in-again";
import { CallError } from "@/lib/http/call-error";

const mostRetries = 2;

/**
 * TanStack Query for everything below. Refusals (4xx) are answers and not retried; an ended session leads to signing in, or, on a
 * page that `reloads`, to what the server shows without one. What is asked for offline fails and says so, where it would else wait
 * unseen, and is read again once there is a network.
 */
export function QueryProvider({ reloads = false, children }: { reloads?: boolean; children: ReactNode }) {
  const onError = reloads ? reloadWhenEnded : signInAgain;
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError }),
        mutationCache: new MutationCache({ onError }),
        defaultOptions: {
          mutations: { networkMode: "always" },
          queries: {
            networkMode: "always",
            refetchOnReconnect: true,
            staleTime: 10_000,
            retry: (failures, error) =>
              failures < mostRetries && !(error instanceof CallError && error.status >= 400 && error.status < 500),
          },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
