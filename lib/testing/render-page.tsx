import { type RenderResult, render } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { PathnameContext, SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { type ReactNode, startTransition, useEffect, useState } from "react";
import { QueryProvider } from "@/components/layout/query-provider";
import { RowDensityProvider } from "@/components/ui/row-density-provider";
import { ToastProvider } from "@/components/ui/toast";

type Rendered = RenderResult & { visited: string[] };

/**
 * Renders part of a dashboard page at `address`, with the providers of the dashboard's layout. The History API moves the
 * address as under Next; `visited` lists where the router was sent.
 */
export function renderPage(content: ReactNode, address = "/dashboard"): Rendered {
  const inDashboard = (
    <QueryProvider>
      <RowDensityProvider remembered="compact">
        <ToastProvider>{content}</ToastProvider>
      </RowDensityProvider>
    </QueryProvider>
  );
  return renderOutside(inDashboard, address);
}

/** The same for part of a page that is not of the dashboard, which has none of these providers. */
export function renderOutside(content: ReactNode, address: string): Rendered {
  window.history.replaceState(null, "", address);
  const visited: string[] = [];
  const result = render(<Page visited={visited}>{content}</Page>);
  return { ...result, visited };
}

function Page({ visited, children }: { visited: string[]; children: ReactNode }) {
  const [url, setUrl] = useState(() => new URL(window.location.href));
  useEffect(() => followHistory(() => startTransition(() => setUrl(new URL(window.location.href)))), []);
  const [router] = useState(() => {
    const go = (href: string) => {
      visited.push(href);
      window.history.pushState(null, "", href);
    };
    return {
      push: go,
      replace: go,
      refresh: () => void visited.push("refresh"),
      bfcacheId: "0",
      back: () => window.history.back(),
      forward: () => window.history.forward(),
      prefetch: () => undefined,
    };
  });
  return (
    <AppRouterContext value={router}>
      <PathnameContext value={url.pathname}>
        <SearchParamsContext value={url.searchParams}>{children}</SearchParamsContext>
      </PathnameContext>
    </AppRouterContext>
  );
}

/** Calls `onChange` after each change of the address, as Next's router hears of it. */
function followHistory(onChange: () => void): () => void {
  const { pushState, replaceState } = window.history;
  const following =
    (change: typeof pushState): typeof pushState =>
    (...given) => {
      change.apply(window.history, given);
      onChange();
    };
  window.history.pushState = following(pushState);
  window.history.replaceState = following(replaceState);
  window.addEventListener("popstate", onChange);
  return () => {
    window.history.pushState = pushState;
    window.history.replaceState = replaceState;
    window.removeEventListener("popstate", onChange);
  };
}
