import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { filtersOf, type Search } from "@/app/(dashboard)/dashboard/search-filters";
import { auditQuery, firstAuditPage } from "@/components/audit/audit-queries";
import { AuditView } from "@/components/audit/audit-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { runtime } from "@/lib/access/runtime";
import { listEvents } from "@/lib/features/audit/events";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const filters = filtersOf(search);
  const queries = new QueryClient();
  // What cannot be read is left out: the browser asks again, and says so where it failed.
  await queries.prefetchInfiniteQuery({
    ...auditQuery(filters),
    queryFn: () => listEvents(principal, firstAuditPage(filters, runtime().clock.now())),
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <AuditView />
    </HydrationBoundary>
  );
}
