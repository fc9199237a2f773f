import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { CountingBudgets } from "@/components/budgets/counting-budgets";
import { countingBudgetsQuery } from "@/components/budgets/counting-query";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { buttonClass } from "@/components/ui/button";
import { usageFilters, usageQueryOf } from "@/components/usage/usage-filter";
import { quotasQuery, usageReportQuery } from "@/components/usage/usage-queries";
import { UsageView } from "@/components/usage/usage-view";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { listCountingBudgets } from "@/lib/features/budgets/counting-budgets";
import { seesCustomers } from "@/lib/features/usage/customers";
import { getQuotas } from "@/lib/features/usage/quotas";
import { getUsageReport } from "@/lib/features/usage/report";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Usage" };

async function readCounting(principal: UserPrincipal) {
  return (await listCountingBudgets(principal)).data;
}

export default async function UsagePage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const query = usageQueryOf(readAddress(usageFilters, await searchParams));
  const queries = new QueryClient();
  const [byCustomer] = await Promise.all([
    seesCustomers(principal),
    // A failed read is left out: the browser asks again, and says so where it failed.
    queries.prefetchQuery({ queryKey: quotasQuery.queryKey, queryFn: () => getQuotas(principal) }),
    queries.prefetchQuery({ queryKey: countingBudgetsQuery.queryKey, queryFn: () => readCounting(principal) }),
    queries.prefetchQuery({
      queryKey: usageReportQuery(query).queryKey,
      queryFn: () => getUsageReport(principal, query),
    }),
  ]);
  return (
    <>
      <PageHeader
        title="Usage"
        description="Every request to your products, counted as it is answered, with how long the answer took."
        actions={
          // Tells and denies what the whole organization uses, so its owners and admins have it.
          holdsScope(principal, "organization:admin") && (
            <Link href="/dashboard/usage/budgets" className={buttonClass()}>
              <Wallet aria-hidden className="size-4" />
              Budgets
            </Link>
          )
        }
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <UsageView byCustomer={byCustomer} budgets={<CountingBudgets />} />
      </HydrationBoundary>
    </>
  );
}
