import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { OpenAlertsCard } from "@/components/alerts/open-alerts-card";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { FirstSteps } from "@/components/overview/first-steps";
import { firstStepsCookie, purposeCookie } from "@/components/overview/first-steps-cookie";
import { KeysToReviewCard } from "@/components/overview/keys-to-review-card";
import { Card } from "@/components/ui/card";
import { LatestRequestsCard } from "@/components/usage/latest-requests-card";
import { QuotaList } from "@/components/usage/quota-list";
import { TopKeysCard } from "@/components/usage/top-keys-card";
import { TrafficCard } from "@/components/usage/traffic-card";
import { latestRequestsQuery, quotasQuery, usageReportQuery } from "@/components/usage/usage-queries";
import { listAlerts } from "@/lib/features/alerts/alerts";
import { firstKeyOf, keysToReview } from "@/lib/features/api-keys/keys-to-review";
import { getLatestRequests } from "@/lib/features/usage/latest-requests";
import { getQuotas } from "@/lib/features/usage/quotas";
import { getUsageReport } from "@/lib/features/usage/report";
import { pagePrincipal } from "@/lib/http/page-principal";
import { firstStepsOf } from "./first-steps-of";
import { purposeOf } from "./welcome/purposes";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  const week = { range: "7d" } as const;
  const queries = new QueryClient();
  const [first, review, jar, alerts] = await Promise.all([
    firstKeyOf(principal),
    keysToReview(principal),
    cookies(),
    listAlerts(principal, { state: "open", limit: 3 }),
    // A failed read is left out: the browser asks again, and says so where it failed.
    queries.prefetchQuery({ queryKey: quotasQuery.queryKey, queryFn: () => getQuotas(principal) }),
    queries.prefetchQuery({ queryKey: latestRequestsQuery.queryKey, queryFn: () => getLatestRequests(principal) }),
    queries.prefetchQuery({
      queryKey: usageReportQuery(week).queryKey,
      queryFn: () => getUsageReport(principal, week),
    }),
  ]);

  // Also what was called with a key that is gone; "last used" is noted a little later than a request is counted.
  const report = queries.getQueryData(usageReportQuery(week).queryKey);
  const known = { hasKey: first.newest !== null, hasCall: (report?.total ?? 0) > 0 || first.isUsed };
  const isWanted = jar.get(firstStepsCookie)?.value !== principal.userId;
  const purpose = purposeOf(jar.get(purposeCookie)?.value, principal.userId);
  const steps = isWanted ? await firstStepsOf(principal, purpose.value, known) : [];

  return (
    <>
      <PageHeader title="Overview" description="Requests, limits and keys at a glance" />
      {isWanted && <FirstSteps userId={principal.userId} purpose={purpose.label} steps={steps} />}
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
          <div className="grid gap-6">
            <TrafficCard />
            <Card title="Limits" description="Production, counted for the whole organization">
              <QuotaList environment="production" />
            </Card>
            <LatestRequestsCard />
          </div>
          <div className="grid gap-6">
            <OpenAlertsCard alerts={alerts} />
            <TopKeysCard />
            <KeysToReviewCard {...review} />
          </div>
        </div>
      </HydrationBoundary>
    </>
  );
}
