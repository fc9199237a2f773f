import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { readUsageFilter, usageQueryOf } from "@/components/usage/usage-filter";
import { quotasQuery, usageReportQuery } from "@/components/usage/usage-queries";
import { UsageView } from "@/components/usage/usage-view";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { getQuotas } from "@/lib/features/usage/quotas";
import { getUsageReport } from "@/lib/features/usage/report";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Usage" };

type Search = Record<string, string | string[] | undefined>;

export default async function UsagePage({ searchParams }: { searchParams: Promise<Search> }) {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const search = await searchParams;
  const query = usageQueryOf(readUsageFilter({ get: (name) => [search[name]].flat()[0] ?? null }));
  const queries = new QueryClient();
  const [keys] = await Promise.all([
    listApiKeys(principal, { limit: 100 }),
    // What cannot be read is left out: the browser asks again, and says so where it failed.
    queries.prefetchQuery({ queryKey: quotasQuery.queryKey, queryFn: () => getQuotas(principal) }),
    queries.prefetchQuery({
      queryKey: usageReportQuery(query).queryKey,
      queryFn: () => getUsageReport(principal, query),
    }),
  ]);
  return (
    <>
      <PageHeader
        title="Usage"
        description="Every request to your products, counted as it is answered. Times are UTC."
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <UsageView credentials={keys.data.map(({ id, name }) => ({ id, name }))} />
      </HydrationBoundary>
    </>
  );
}
