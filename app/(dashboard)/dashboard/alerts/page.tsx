import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { filtersOf, type Search } from "@/app/(dashboard)/dashboard/search-filters";
import { alertQueryOf, alertsQuery } from "@/components/alerts/alert-queries";
import { AlertsView } from "@/components/alerts/alerts-view";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { holdsScope } from "@/lib/access/principal";
import { listAlerts } from "@/lib/features/alerts/alerts";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const filters = filtersOf(search);
  const queries = new QueryClient();
  // What cannot be read is left out: the browser asks again, and says so where it failed.
  await queries.prefetchInfiniteQuery({
    ...alertsQuery(filters),
    queryFn: () => listAlerts(principal, alertQueryOf(filters)),
  });
  return (
    <>
      <PageHeader
        title="Alerts"
        description="Unusual activity of keys and tokens, compared with their own history. Owners and admins get each by mail."
      />
      <HydrationBoundary state={dehydrate(queries)}>
        <AlertsView mayAcknowledge={holdsScope(principal, "organization:admin")} />
      </HydrationBoundary>
    </>
  );
}
