"use client";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CallError } from "@/lib/http/call";

const mostRetries = 2;

/** TanStack Query for everything below. Refusals (4xx) are answers and not retried; an ended session leads to signing in. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError: signInAgain }),
        mutationCache: new MutationCache({ onError: signInAgain }),
        defaultOptions: {
          queries: {
            staleTime: 10_000,
            retry: (failures, error) =>
              failures < mostRetries && !(error instanceof CallError && error.status >= 400 && error.status < 500),
          },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/**
 * A 401 of the dashboard's endpoints says that the session was ended or has expired. On the sign-in page itself it is a
 * wrong proof, which its form tells of.
 */
function signInAgain(error: Error): void {
  const { pathname, search } = window.location;
  if (!(error instanceof CallError && error.status === 401) || pathname === "/sign-in") return;
  window.location.assign(`/sign-in?error=SessionRequired&callbackUrl=${encodeURIComponent(pathname + search)}`);
}
