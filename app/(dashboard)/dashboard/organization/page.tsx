import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readFirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { domainsQuery } from "@/components/organizations/domain-list";
import { EndOrganization } from "@/components/organizations/end-organization";
import { OrganizationSettings } from "@/components/organizations/organization-settings";
import { PolicyCard } from "@/components/organizations/policy-card";
import { violationList } from "@/components/organizations/policy-violation-list";
import { SignInCard } from "@/components/organizations/sign-in-card";
import { planOf, roleReaches } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { listDomains } from "@/lib/features/organizations/domains";
import { getOrganization } from "@/lib/features/organizations/organization";
import { getPolicy } from "@/lib/features/organizations/policy";
import { listViolations } from "@/lib/features/organizations/policy-violations";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const role = principal.role ?? "member";
  const manages = roleReaches(role, "admin");
  const queries = new QueryClient();
  const [organization, policy, domains] = await Promise.all([
    orNull(getOrganization(principal)),
    getPolicy(principal),
    manages ? listDomains(principal) : null,
    manages ? readFirstPage(queries, violationList, (query) => listViolations(principal, query)) : null,
  ]);
  // Deleted since they were let in.
  if (!organization) return <ToSignIn />;
  if (domains) queries.setQueryData(domainsQuery.queryKey, domains);
  return (
    <>
      <PageHeader title="Organization" description="What owns the keys, the data, the plan and every limit" />
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="grid gap-6">
          <div id="general">
            <OrganizationSettings organization={organization} role={role} planLabel={planOf(organization.plan).label} />
          </div>
          {manages && (
            <div id="domains">
              <SignInCard role={role} />
            </div>
          )}
          <div id="policy">
            <PolicyCard policy={policy} role={role} nowMs={runtime().clock.now()} />
          </div>
          <EndOrganization organization={organization} role={role} />
        </div>
      </HydrationBoundary>
    </>
  );
}
